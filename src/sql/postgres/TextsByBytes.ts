import {
	OperationNodeTransformer,
	RawNode,
	type DataTypeNode,
	type KyselyPlugin,
	type PluginTransformQueryArgs,
	type PluginTransformResultArgs,
	type QueryResult,
	type RootOperationNode,
	type UnknownRow,
} from 'kysely';

/**
 * For migrations: makes each text column compare by its bytes, as in SQLite. Moments and days are then in their order
 * whatever the server's language is, and indexes are faster.
 */
export class TextsByBytes implements KyselyPlugin {
	private readonly transformer = new TextColumns();

	transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
		return this.transformer.transformNode(node);
	}

	async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
		return result;
	}
}

class TextColumns extends OperationNodeTransformer {
	protected override transformDataType(node: DataTypeNode): DataTypeNode {
		if (node.dataType !== 'text') return node;
		// Kysely compiles whatever node stands here; its types just know no column type with a collation.
		return RawNode.createWithSql('text collate "C"') as unknown as DataTypeNode;
	}
}

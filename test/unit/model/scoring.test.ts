import { gradeOf, totalScore } from '../../../src/model/scoring';

test.each([
	[[10, 20, -5], {}, 25],
	[[], {}, 0],
	[[0.1, 0.2], {}, 0.3],
	[[80, 40], { most: 100 }, 100],
	[[-80], { least: 0 }, 0],
	[[50], { least: 0, most: 100 }, 50],
	[[], { least: 5 }, 5],
])('%j within %j is %d', (points, limits, total) => {
	expect(totalScore(points, limits)).toBe(total);
});

test.each([
	[100, 'A'],
	[80, 'A'],
	[79.9, 'B'],
	[50, 'B'],
	[0, null],
])('%d points are grade %s', (score, grade) => {
	expect(
		gradeOf(score, [
			{ name: 'B', from: 50 },
			{ name: 'A', from: 80 },
		]),
	).toBe(grade);
	expect(gradeOf(score, [])).toBeNull();
});

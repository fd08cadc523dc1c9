-- Run by psql when the volume is new: a database and a user for n8n, and others for the CRM.
\getenv n8n_password N8N_DB_PASSWORD
\getenv crm_password CRM_DB_PASSWORD
CREATE ROLE n8n LOGIN PASSWORD :'n8n_password';
CREATE DATABASE n8n OWNER n8n;
CREATE ROLE crm LOGIN PASSWORD :'crm_password';
CREATE DATABASE crm OWNER crm;

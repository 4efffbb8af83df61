{{ config(materialized='table', ha=true, table_type='hive', format='parquet', s3_data_naming='table_unique') }}
SELECT id, name, built FROM {{ ref('boats') }}

{{ config(materialized='table', table_properties={'parquet_compression': "'ZSTD'"}, contract={'enforced': true},
          external_location='s3://lake/elsewhere/described', meta={'keeper': 'Ann'}) }}
SELECT id, name FROM {{ ref('harbours') }}

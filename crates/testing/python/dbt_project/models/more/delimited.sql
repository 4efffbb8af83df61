{{ config(materialized='table', format='textfile', field_delimiter='|', write_compression='gzip', s3_data_naming='schema_table',
          native_drop=true) }}
SELECT id, name FROM {{ ref('harbours') }}

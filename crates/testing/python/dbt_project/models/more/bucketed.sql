{{ config(materialized='table', format='orc', write_compression='zlib', bucketed_by=['n'], bucket_count=5) }}
SELECT n, CAST(n AS varchar) AS name FROM UNNEST(sequence(1, 100)) AS t (n)

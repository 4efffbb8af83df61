{{ config(materialized='view') }}
SELECT id, name, length FROM {{ ref('boats') }} WHERE length > 8

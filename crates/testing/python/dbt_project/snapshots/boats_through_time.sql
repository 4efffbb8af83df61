{% snapshot boats_through_time %}
{{ config(target_schema='harbour', unique_key='id', strategy='check', check_cols=['name', 'length'],
          invalidate_hard_deletes=true, table_type='hive', format='parquet') }}
SELECT id, name, CAST(length * {{ var('stretch', 1) }} AS double) AS length FROM {{ ref('boats') }}
WHERE id <> {{ var('sunk', 0) }}
{% endsnapshot %}

{% snapshot trips_through_time %}
{{ config(target_schema='harbour', unique_key='trip', strategy='timestamp', updated_at='changed', table_type='hive',
          format='orc') }}
SELECT trip, miles * {{ var('stretch', 1) }} AS miles, CAST(day AS timestamp) + INTERVAL '{{ var('stretch', 1) }}' DAY AS changed
FROM {{ ref('trips') }}
{% endsnapshot %}

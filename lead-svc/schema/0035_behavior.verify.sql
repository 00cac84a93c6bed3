SELECT tenant_id, lead_id, event_id, kind, topic, occur_time FROM lead_behaviors LIMIT 0;
SELECT tenant_id, id, visitor_key, lead_id, customer_id FROM behavior_visitors LIMIT 0;
SELECT tenant_id, lead_id, stamp FROM behavior_joins LIMIT 0;

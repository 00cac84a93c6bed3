SELECT tenant_id, shard, head FROM fact_stamps LIMIT 0;
SELECT tenant_id, service, partition_no, as_of FROM fact_watermarks LIMIT 0;
SELECT tenant_id, source_type, partition_no, after_id, turn_time FROM fact_rebuilds
  FORCE INDEX (idx_fact_rebuilds_turn) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, type, industry,
  region, city, lifecycle_stage, lifecycle_time, grade, source, size, owner_id, department_id,
  referrer_id, parent_organization_id, pool_id, version, version_time, create_time, delete_time
  FROM fact_customer FORCE INDEX (idx_fact_customer_stamp) LIMIT 0;
SELECT tenant_id, id, live, shard, stamp, version, valid_from, valid_to, type, industry, region,
  city, lifecycle_stage, grade, source, size, owner_id, department_id FROM fact_customer_version
  FORCE INDEX (idx_fact_customer_version_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, state, state_time,
  state_reason, source_id, medium, campaign, channel_state, industry, region, city, owner_id,
  department_id, pool_id, customer_id, opportunity_id, fit_score, grade, first_call_time,
  last_interaction_time, create_time, delete_time FROM fact_lead FORCE INDEX
  (idx_fact_lead_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, customer_id,
  pipeline_id, stage_id, state, amount, currency, base_amount, base_currency, close_date,
  closed_time, lost_reason, owner_id, department_id, create_time, delete_time FROM
  fact_opportunity FORCE INDEX (idx_fact_opportunity_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, shard, stamp, ordinal, owner_id, department_id,
  pipeline_id, stage_id, enter_time, leave_time, duration FROM fact_stage_change FORCE INDEX
  (idx_fact_stage_change_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, customer_id,
  opportunity_id, quote_id, type, state, state_time, breach_time, breach_reason, end_reason,
  amount, currency, base_amount, base_currency, base_rate, planned_amount, invoiced_amount,
  received_amount, received_base_amount, overdue_amount, sign_date, start_date, end_date,
  renews_id, renewed_by_id, owner_id, department_id, create_time FROM fact_contract FORCE INDEX
  (idx_fact_contract_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, shard, stamp, field_key, owner_id, department_id,
  record_type, text_value, number_value, time_value FROM fact_custom_value FORCE INDEX
  (idx_fact_custom_value_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, sequence, projection, check_id, shard, stamp,
  subject_type, subject_id, customer_id, owner_id, department_id, actor_id, channel, direction,
  outcome, sentiment, automatic, occur_time, duration, next_follow_up_time, create_time FROM
  fact_interaction FORCE INDEX (idx_fact_interaction_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, sequence, projection, check_id, shard, stamp, customer_id,
  owner_id, department_id, state, order_date, amount, currency, base_amount, base_currency,
  delivery_time, create_time FROM fact_order FORCE INDEX (idx_fact_order_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, kind, occur_time,
  customer_id, lead_id, visitor, topic, channel_state, create_time FROM fact_behavior FORCE
  INDEX (idx_fact_behavior_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, visitor, customer_id,
  lead_id, create_time FROM fact_visitor FORCE INDEX (idx_fact_visitor_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, display_name, channel,
  create_time FROM fact_lead_source FORCE INDEX (idx_fact_lead_source_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, display_name,
  create_time FROM fact_pipeline FORCE INDEX (idx_fact_pipeline_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, pipeline_id,
  display_name, position, probability, longest_stay, create_time FROM fact_stage FORCE INDEX
  (idx_fact_stage_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, sequence, projection, check_id, shard, stamp,
  opportunity_id, owner_id, department_id, user_id, percent, amount, currency, base_amount,
  base_currency, reverses_id, create_time FROM fact_win FORCE INDEX (idx_fact_win_stamp) LIMIT
  0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, opportunity_id,
  customer_id, state, series, version, amount, currency, largest_discount, above_limit,
  below_floor, expire_date, send_time, answer_time, reject_reason, owner_id, department_id,
  create_time, delete_time FROM fact_quote FORCE INDEX (idx_fact_quote_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, sequence, projection, check_id, shard, stamp, contract_id,
  customer_id, owner_id, department_id, state, outstanding, amount, currency, paid_amount,
  open_amount, base_rate, due_date, create_time FROM fact_payment_plan FORCE INDEX
  (idx_fact_payment_plan_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, sequence, projection, check_id, shard, stamp, contract_id,
  customer_id, owner_id, department_id, kind, state, means, amount, currency, base_amount,
  base_currency, pay_date, decide_time, create_time FROM fact_payment FORCE INDEX
  (idx_fact_payment_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, sequence, projection, check_id, shard, stamp, contract_id,
  owner_id, department_id, kind, state, red_letter_of_id, amount, currency, tax_amount,
  issue_date, create_time FROM fact_invoice FORCE INDEX (idx_fact_invoice_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, subject_type,
  subject_id, state, priority, due_time, complete_time, owner_id, department_id, create_time,
  delete_time FROM fact_todo FORCE INDEX (idx_fact_todo_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, definition_id,
  revision, subject_type, subject_id, parent_instance_id, state, owner_id, department_id,
  create_time, end_time FROM fact_approval FORCE INDEX (idx_fact_approval_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, instance_id,
  definition_id, node, state, outcome, owner_id, delegated_from_id, due_time, complete_time,
  create_time FROM fact_approval_task FORCE INDEX (idx_fact_approval_task_stamp) LIMIT 0;
SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, policy_id,
  subject_type, subject_id, state, round, start_time, due_time, breach_time, stop_time, target,
  elapsed, owner_id, department_id, create_time FROM fact_sla FORCE INDEX (idx_fact_sla_stamp)
  LIMIT 0;

#include "gateway/directory/known_permissions.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/policy/permission.h"
#include "common/text/nearness.h"
#include "gateway/directory/policy_fields.h"
#include "gateway/directory/rights.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/access/v1/api_client_service.pb.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/session_service.pb.h"
#include "guanxi/access/v1/tenant_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"
#include "guanxi/analytics/v1/chart_service.pb.h"
#include "guanxi/analytics/v1/dashboard_service.pb.h"
#include "guanxi/analytics/v1/dashboard_share_service.pb.h"
#include "guanxi/analytics/v1/day_report_service.pb.h"
#include "guanxi/analytics/v1/fact_service.pb.h"
#include "guanxi/analytics/v1/query_service.pb.h"
#include "guanxi/analytics/v1/rfm_tag_service.pb.h"
#include "guanxi/analytics/v1/target_service.pb.h"
#include "guanxi/analytics/v1/ticket_board_service.pb.h"
#include "guanxi/analytics/v1/value_rule_service.pb.h"
#include "guanxi/customer/v1/attachment_service.pb.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_pool_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/customer_share_service.pb.h"
#include "guanxi/customer/v1/customer_view_service.pb.h"
#include "guanxi/customer/v1/data_access_limit_service.pb.h"
#include "guanxi/customer/v1/data_access_request_service.pb.h"
#include "guanxi/customer/v1/duplicate_cluster_service.pb.h"
#include "guanxi/customer/v1/duplicate_distinction_service.pb.h"
#include "guanxi/customer/v1/duplicate_rule_service.pb.h"
#include "guanxi/customer/v1/duplicate_service.pb.h"
#include "guanxi/customer/v1/feed_service.pb.h"
#include "guanxi/customer/v1/finding_service.pb.h"
#include "guanxi/customer/v1/grade_rule_service.pb.h"
#include "guanxi/customer/v1/graph_service.pb.h"
#include "guanxi/customer/v1/hierarchy_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/customer/v1/lifecycle_service.pb.h"
#include "guanxi/customer/v1/lookup_service.pb.h"
#include "guanxi/customer/v1/merge_service.pb.h"
#include "guanxi/customer/v1/order_service.pb.h"
#include "guanxi/customer/v1/power_map_service.pb.h"
#include "guanxi/customer/v1/provenance_service.pb.h"
#include "guanxi/customer/v1/quality_policy_service.pb.h"
#include "guanxi/customer/v1/quality_service.pb.h"
#include "guanxi/customer/v1/relationship_service.pb.h"
#include "guanxi/customer/v1/reveal_service.pb.h"
#include "guanxi/customer/v1/risk_signal_service.pb.h"
#include "guanxi/customer/v1/search_service.pb.h"
#include "guanxi/customer/v1/segment_membership_service.pb.h"
#include "guanxi/customer/v1/segment_service.pb.h"
#include "guanxi/customer/v1/service_ticket_service.pb.h"
#include "guanxi/customer/v1/stakeholder_service.pb.h"
#include "guanxi/customer/v1/survey_page_service.pb.h"
#include "guanxi/customer/v1/survey_response_service.pb.h"
#include "guanxi/customer/v1/survey_service.pb.h"
#include "guanxi/customer/v1/tag_service.pb.h"
#include "guanxi/customer/v1/ticket_attachment_service.pb.h"
#include "guanxi/customer/v1/ticket_event_service.pb.h"
#include "guanxi/customer/v1/ticket_rule_service.pb.h"
#include "guanxi/customer/v1/timeline_service.pb.h"
#include "guanxi/customer/v1/visitor_service.pb.h"
#include "guanxi/event/v1/log_service.pb.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/assignment_service.pb.h"
#include "guanxi/lead/v1/board_service.pb.h"
#include "guanxi/lead/v1/capture_form_service.pb.h"
#include "guanxi/lead/v1/capture_service.pb.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/lead/v1/discount_limit_service.pb.h"
#include "guanxi/lead/v1/exchange_rate_service.pb.h"
#include "guanxi/lead/v1/form_page_service.pb.h"
#include "guanxi/lead/v1/invoice_service.pb.h"
#include "guanxi/lead/v1/lead_interaction_service.pb.h"
#include "guanxi/lead/v1/lead_pool_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/lead_share_service.pb.h"
#include "guanxi/lead/v1/lead_source_service.pb.h"
#include "guanxi/lead/v1/opportunity_interaction_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "guanxi/lead/v1/opportunity_share_service.pb.h"
#include "guanxi/lead/v1/payment_plan_service.pb.h"
#include "guanxi/lead/v1/payment_service.pb.h"
#include "guanxi/lead/v1/pipeline_service.pb.h"
#include "guanxi/lead/v1/price_book_service.pb.h"
#include "guanxi/lead/v1/price_entry_service.pb.h"
#include "guanxi/lead/v1/pricing_service.pb.h"
#include "guanxi/lead/v1/product_cost_service.pb.h"
#include "guanxi/lead/v1/product_service.pb.h"
#include "guanxi/lead/v1/quote_service.pb.h"
#include "guanxi/lead/v1/reveal_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "guanxi/lead/v1/scoring_service.pb.h"
#include "guanxi/lead/v1/signing_rule_service.pb.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "guanxi/lead/v1/touch_service.pb.h"
#include "guanxi/lead/v1/usage_record_service.pb.h"
#include "guanxi/lead/v1/win_entry_service.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "guanxi/workflow/v1/approval_policy_service.pb.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "guanxi/workflow/v1/delegation_service.pb.h"
#include "guanxi/workflow/v1/delivery_service.pb.h"
#include "guanxi/workflow/v1/notification_preference_service.pb.h"
#include "guanxi/workflow/v1/notification_service.pb.h"
#include "guanxi/workflow/v1/notification_template_service.pb.h"
#include "guanxi/workflow/v1/process_comment_service.pb.h"
#include "guanxi/workflow/v1/process_definition_service.pb.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "guanxi/workflow/v1/process_revision_service.pb.h"
#include "guanxi/workflow/v1/process_task_service.pb.h"
#include "guanxi/workflow/v1/reminder_service.pb.h"
#include "guanxi/workflow/v1/rule_execution_service.pb.h"
#include "guanxi/workflow/v1/sla_clock_service.pb.h"
#include "guanxi/workflow/v1/sla_policy_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"

namespace guanxi::directory {
namespace {

using google::protobuf::FileDescriptor;

constexpr size_t kNearest = 3;

using Files = std::vector<const FileDescriptor*>;

// The files of the services, by a message of each. Here those of the gateway and of all alike.
Files FilesOfGateway() {
  return {access::v1::GetClientRequest::descriptor()->file(),
          access::v1::GetDepartmentRequest::descriptor()->file(),
          access::v1::GetPolicySnapshotRequest::descriptor()->file(),
          access::v1::GetRoleRequest::descriptor()->file(),
          access::v1::GetSessionRequest::descriptor()->file(),
          access::v1::GetTenantRequest::descriptor()->file(),
          access::v1::GetUserRequest::descriptor()->file(),
          event::v1::ReadPartitionsRequest::descriptor()->file(),
          metadata::v1::GetFieldDefinitionRequest::descriptor()->file()};
}

// ReportService, whose file holds no message, goes by the permission of QueryService.
Files FilesOfAnalytics() {
  return {analytics::v1::DrawReportRequest::descriptor()->file(),
          analytics::v1::GetDashboardRequest::descriptor()->file(),
          analytics::v1::GetDashboardShareRequest::descriptor()->file(),
          analytics::v1::GetDayReportRequest::descriptor()->file(),
          analytics::v1::GetTargetRequest::descriptor()->file(),
          analytics::v1::GetTicketBoardRequest::descriptor()->file(),
          analytics::v1::GetWatermarkRequest::descriptor()->file(),
          analytics::v1::RunQueryRequest::descriptor()->file(),
          analytics::v1::TagByRfmRequest::descriptor()->file(),
          analytics::v1::GetValueRuleRequest::descriptor()->file()};
}

Files FilesOfCustomers() {
  return {customer::v1::CountBehaviorRequest::descriptor()->file(),
          customer::v1::GetAttachmentRequest::descriptor()->file(),
          customer::v1::GetContactRequest::descriptor()->file(),
          customer::v1::GetCustomerRequest::descriptor()->file(),
          customer::v1::GetCustomerShareRequest::descriptor()->file(),
          customer::v1::GetCustomerViewRequest::descriptor()->file(),
          customer::v1::GetDataAccessLimitRequest::descriptor()->file(),
          customer::v1::GetDataAccessRequestRequest::descriptor()->file(),
          customer::v1::GetDuplicateClusterRequest::descriptor()->file(),
          customer::v1::GetCustomerDistinctionRequest::descriptor()->file(),
          customer::v1::GetDuplicateRuleRequest::descriptor()->file(),
          customer::v1::FindDuplicatesRequest::descriptor()->file(),
          customer::v1::GetFeedRequest::descriptor()->file(),
          customer::v1::GetFindingRequest::descriptor()->file(),
          customer::v1::GetGradeRuleRequest::descriptor()->file(),
          customer::v1::FindPathRequest::descriptor()->file(),
          customer::v1::GetHierarchyRequest::descriptor()->file(),
          customer::v1::GetInteractionRequest::descriptor()->file(),
          customer::v1::GetLifecycleRecordRequest::descriptor()->file(),
          customer::v1::ListPooledRecordsResponse::descriptor()->file(),
          customer::v1::LookupCustomerRequest::descriptor()->file(),
          customer::v1::MergeCustomersRequest::descriptor()->file(),
          customer::v1::GetOrderRequest::descriptor()->file(),
          customer::v1::GetPowerMapRequest::descriptor()->file(),
          customer::v1::GetProvenanceRequest::descriptor()->file(),
          customer::v1::GetQualityPolicyRequest::descriptor()->file(),
          customer::v1::GetRelationshipRequest::descriptor()->file(),
          customer::v1::ReadQualityBoardRequest::descriptor()->file(),
          customer::v1::RevealFieldRequest::descriptor()->file(),
          customer::v1::GetRiskSignalRequest::descriptor()->file(),
          customer::v1::SearchAllRequest::descriptor()->file(),
          customer::v1::GetServiceTicketRequest::descriptor()->file(),
          customer::v1::OpenSurveyRequest::descriptor()->file(),
          customer::v1::GetSurveyRequest::descriptor()->file(),
          customer::v1::GetSurveyResponseRequest::descriptor()->file(),
          customer::v1::GetSegmentMembershipRequest::descriptor()->file(),
          customer::v1::GetSegmentRequest::descriptor()->file(),
          customer::v1::GetStakeholderRequest::descriptor()->file(),
          customer::v1::GetTagRequest::descriptor()->file(),
          customer::v1::GetTicketAttachmentRequest::descriptor()->file(),
          customer::v1::GetTicketEventRequest::descriptor()->file(),
          customer::v1::GetTicketRuleRequest::descriptor()->file(),
          customer::v1::ListTimelineRequest::descriptor()->file(),
          customer::v1::GetVisitorRequest::descriptor()->file()};
}

Files FilesOfLeads() {
  return {lead::v1::AssignByRulesRequest::descriptor()->file(),
          lead::v1::CaptureLeadRequest::descriptor()->file(),
          lead::v1::GetAssignmentRuleRequest::descriptor()->file(),
          lead::v1::ReadBoardRequest::descriptor()->file(),
          lead::v1::GetCaptureFormRequest::descriptor()->file(),
          lead::v1::GetContractRequest::descriptor()->file(),
          lead::v1::GetDiscountLimitRequest::descriptor()->file(),
          lead::v1::GetExchangeRateRequest::descriptor()->file(),
          lead::v1::GetInvoiceRequest::descriptor()->file(),
          lead::v1::GetLeadInteractionRequest::descriptor()->file(),
          lead::v1::GetLeadRequest::descriptor()->file(),
          lead::v1::GetLeadShareRequest::descriptor()->file(),
          lead::v1::GetLeadSourceRequest::descriptor()->file(),
          lead::v1::GetOpportunityInteractionRequest::descriptor()->file(),
          lead::v1::GetOpportunityRequest::descriptor()->file(),
          lead::v1::GetOpportunityShareRequest::descriptor()->file(),
          lead::v1::GetPaymentPlanRequest::descriptor()->file(),
          lead::v1::GetPaymentRequest::descriptor()->file(),
          lead::v1::GetUsageRecordRequest::descriptor()->file(),
          lead::v1::GetPipelineRequest::descriptor()->file(),
          lead::v1::GetPriceBookRequest::descriptor()->file(),
          lead::v1::GetPriceEntryRequest::descriptor()->file(),
          lead::v1::PriceQuoteRequest::descriptor()->file(),
          lead::v1::GetProductCostRequest::descriptor()->file(),
          lead::v1::GetProductRequest::descriptor()->file(),
          lead::v1::GetQuoteRequest::descriptor()->file(),
          lead::v1::RevealFieldRequest::descriptor()->file(),
          lead::v1::ExplainScoreRequest::descriptor()->file(),
          lead::v1::GetScoringModelRequest::descriptor()->file(),
          lead::v1::GetSigningRuleRequest::descriptor()->file(),
          lead::v1::GetStageRequest::descriptor()->file(),
          lead::v1::GetTouchRequest::descriptor()->file(),
          lead::v1::ListPooledRecordsResponse::descriptor()->file(),
          lead::v1::LocateCaptureFormRequest::descriptor()->file(),
          lead::v1::GetWinEntryRequest::descriptor()->file()};
}

Files FilesOfWorkflows() {
  return {workflow::v1::GetApprovalPolicyRequest::descriptor()->file(),
          workflow::v1::GetAutomationRuleRequest::descriptor()->file(),
          workflow::v1::GetChannelRequest::descriptor()->file(),
          workflow::v1::GetDelegationRequest::descriptor()->file(),
          workflow::v1::GetDeliveryRequest::descriptor()->file(),
          workflow::v1::GetNotificationPreferenceRequest::descriptor()->file(),
          workflow::v1::GetNotificationRequest::descriptor()->file(),
          workflow::v1::GetNotificationTemplateRequest::descriptor()->file(),
          workflow::v1::GetProcessCommentRequest::descriptor()->file(),
          workflow::v1::GetProcessDefinitionRequest::descriptor()->file(),
          workflow::v1::GetProcessInstanceRequest::descriptor()->file(),
          workflow::v1::GetProcessRevisionRequest::descriptor()->file(),
          workflow::v1::GetProcessTaskRequest::descriptor()->file(),
          workflow::v1::GetReminderRequest::descriptor()->file(),
          workflow::v1::GetRuleExecutionRequest::descriptor()->file(),
          workflow::v1::GetSlaClockRequest::descriptor()->file(),
          workflow::v1::GetSlaPolicyRequest::descriptor()->file(),
          workflow::v1::GetTodoRequest::descriptor()->file(),
          workflow::v1::GetWorkCalendarRequest::descriptor()->file()};
}

Files ServiceFiles() {
  Files all = FilesOfGateway();
  for (const Files& some :
       {FilesOfAnalytics(), FilesOfCustomers(), FilesOfLeads(), FilesOfWorkflows()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// Whether the service alone says whose a record is: then nobody gives it to another.
bool IsServicesToSay(const google::protobuf::Descriptor& resource, const std::string& owner) {
  const auto* const field = resource.FindFieldByName(owner);
  return field != nullptr &&
         absl::c_linear_search(field->options().GetRepeatedExtension(google::api::field_behavior),
                               google::api::OUTPUT_ONLY);
}

// Of records with owners: another one needs it, by whatever method (common/resource).
void AddTransfers(std::set<std::string>* all) {
  for (const google::protobuf::Descriptor* resource : AllResources()) {
    const auto& options = resource->options();
    const auto& scope = options.GetExtension(metadata::v1::resource).scope();
    if (scope.owner().empty() || scope.owner_alone()) continue;
    if (IsServicesToSay(*resource, scope.owner())) continue;
    const std::string& pattern = options.GetExtension(google::api::resource).pattern(0);
    all->insert(absl::StrCat(pattern.substr(0, pattern.find('/')), ".transfer"));
  }
}

std::set<std::string> Collect() {
  // Of each service's AuditService and EventService, whose files hold no message.
  std::set<std::string> all = {"audit.review", "events.read", "events.redrive",
                               kReadSessions,  kEndSessions,  kSetPassword};
  for (const FileDescriptor* file : ServiceFiles()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        const auto& rules =
            file->service(i)->method(k)->options().GetExtension(metadata::v1::method);
        if (!rules.permission().empty() && rules.permission() != policy::kOwn) {
          all.insert(rules.permission());
        }
      }
    }
  }
  AddTransfers(&all);
  return all;
}

}  // namespace

const std::set<std::string>& AllPermissions() {
  static const auto* const all = new std::set<std::string>(Collect());
  return *all;
}

bool MeansPermission(absl::string_view pattern) {
  return absl::c_any_of(AllPermissions(),
                        [&](const std::string& one) { return Covers(pattern, one); });
}

std::string NearestPatterns(absl::string_view pattern) {
  std::set<std::string> patterns = AllPermissions();
  for (const std::string& one : AllPermissions()) {
    const size_t dot = one.find('.');
    patterns.insert(absl::StrCat(one.substr(0, dot), ".*"));
    patterns.insert(absl::StrCat("*", one.substr(dot)));
  }
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& one : patterns) near.emplace_back(text::EditDistance(pattern, one), one);
  absl::c_sort(near);
  if (near.size() > kNearest) near.resize(kNearest);
  return absl::StrJoin(near, ", ",
                       [](std::string* out, const auto& one) { absl::StrAppend(out, one.second); });
}

}  // namespace guanxi::directory

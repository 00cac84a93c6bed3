#include "gateway/directory/policy_fields.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/policy/field_view.h"
#include "google/api/resource.pb.h"
#include "guanxi/access/v1/api_client.pb.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/access/v1/session.pb.h"
#include "guanxi/access/v1/tenant.pb.h"
#include "guanxi/access/v1/user.pb.h"
#include "guanxi/analytics/v1/dashboard.pb.h"
#include "guanxi/analytics/v1/dashboard_share.pb.h"
#include "guanxi/analytics/v1/target.pb.h"
#include "guanxi/analytics/v1/value_rule.pb.h"
#include "guanxi/customer/v1/attachment.pb.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/customer_share.pb.h"
#include "guanxi/customer/v1/data_access_limit.pb.h"
#include "guanxi/customer/v1/data_access_request.pb.h"
#include "guanxi/customer/v1/duplicate_cluster.pb.h"
#include "guanxi/customer/v1/duplicate_distinction.pb.h"
#include "guanxi/customer/v1/duplicate_rule.pb.h"
#include "guanxi/customer/v1/feed.pb.h"
#include "guanxi/customer/v1/grade_rule.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"
#include "guanxi/customer/v1/lifecycle.pb.h"
#include "guanxi/customer/v1/merge.pb.h"
#include "guanxi/customer/v1/order.pb.h"
#include "guanxi/customer/v1/quality_policy.pb.h"
#include "guanxi/customer/v1/relationship.pb.h"
#include "guanxi/customer/v1/risk_signal.pb.h"
#include "guanxi/customer/v1/segment.pb.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/stakeholder.pb.h"
#include "guanxi/customer/v1/survey.pb.h"
#include "guanxi/customer/v1/tag.pb.h"
#include "guanxi/customer/v1/ticket_attachment.pb.h"
#include "guanxi/customer/v1/ticket_event.pb.h"
#include "guanxi/customer/v1/ticket_rule.pb.h"
#include "guanxi/customer/v1/visitor.pb.h"
#include "guanxi/lead/v1/assignment_decision.pb.h"
#include "guanxi/lead/v1/assignment_rule.pb.h"
#include "guanxi/lead/v1/capture_form.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/discount_limit.pb.h"
#include "guanxi/lead/v1/exchange_rate.pb.h"
#include "guanxi/lead/v1/invoice.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_interaction.pb.h"
#include "guanxi/lead/v1/lead_share.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/opportunity_interaction.pb.h"
#include "guanxi/lead/v1/opportunity_share.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "guanxi/lead/v1/pipeline.pb.h"
#include "guanxi/lead/v1/price_book.pb.h"
#include "guanxi/lead/v1/product.pb.h"
#include "guanxi/lead/v1/product_cost.pb.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "guanxi/lead/v1/scoring_model.pb.h"
#include "guanxi/lead/v1/signing_rule.pb.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "guanxi/lead/v1/touch.pb.h"
#include "guanxi/lead/v1/usage_record.pb.h"
#include "guanxi/lead/v1/win_entry.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "guanxi/workflow/v1/approval_policy.pb.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "guanxi/workflow/v1/delegation.pb.h"
#include "guanxi/workflow/v1/delivery.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "guanxi/workflow/v1/notification_template.pb.h"
#include "guanxi/workflow/v1/process_comment.pb.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"
#include "guanxi/workflow/v1/reminder.pb.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "guanxi/workflow/v1/sla_policy.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"

namespace guanxi::directory {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// As policy::FieldView goes into messages: ours alone are annotated.
const Descriptor* Inside(const FieldDescriptor* field) {
  const Descriptor* const message = field->message_type();
  const bool is_ours =
      message != nullptr && !field->is_map() && absl::StartsWith(message->full_name(), "guanxi.");
  return is_ours ? message : nullptr;
}

// How many paths a hint names.
constexpr size_t kNamed = 3;

void AddTexts(const Descriptor* message, const std::string& path, int depth,
              std::vector<std::string>* personal, std::vector<std::string>* others) {
  for (int i = 0; depth < policy::kMaxFieldDepth && i < message->field_count(); ++i) {
    const FieldDescriptor* const field = message->field(i);
    const std::string name = absl::StrCat(path, ".", field->name());
    if (const Descriptor* const inside = Inside(field); inside != nullptr) {
      AddTexts(inside, name, depth + 1, personal, others);
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      const auto data = field->options().GetExtension(metadata::v1::field).personal();
      (data != metadata::v1::PERSONAL_DATA_UNSPECIFIED ? personal : others)->push_back(name);
    }
  }
}

void AddPaths(const Descriptor* message, const std::string& prefix, int depth,
              std::vector<std::string>* paths) {
  for (int i = 0; depth < policy::kMaxFieldDepth && i < message->field_count(); ++i) {
    const FieldDescriptor* const field = message->field(i);
    if (depth == 0 && (field->name() == "name" || field->name() == "etag")) continue;
    paths->push_back(prefix + field->name());
    if (const Descriptor* const inside = Inside(field); inside != nullptr) {
      AddPaths(inside, paths->back() + ".", depth + 1, paths);
    }
  }
}

using Types = std::vector<const Descriptor*>;

// Of the gateway, and of several services alike.
Types TypesOfGateway() {
  return {access::v1::ApiClient::descriptor(),
          access::v1::Department::descriptor(),
          access::v1::Role::descriptor(),
          access::v1::Session::descriptor(),
          access::v1::Tenant::descriptor(),
          access::v1::User::descriptor(),
          metadata::v1::FieldDefinition::descriptor(),
          pool::v1::Pool::descriptor()};
}

Types TypesOfCustomers() {
  return {customer::v1::Attachment::descriptor(),
          customer::v1::AttributeClaim::descriptor(),
          customer::v1::BehaviorEvent::descriptor(),
          customer::v1::Contact::descriptor(),
          customer::v1::Customer::descriptor(),
          customer::v1::CustomerDistinction::descriptor(),
          customer::v1::CustomerMerge::descriptor(),
          customer::v1::CustomerShare::descriptor(),
          customer::v1::DataAccessLimit::descriptor(),
          customer::v1::DataAccessRequest::descriptor(),
          customer::v1::DuplicateCluster::descriptor(),
          customer::v1::DuplicateRule::descriptor(),
          customer::v1::Enrichment::descriptor(),
          customer::v1::Feed::descriptor(),
          customer::v1::Finding::descriptor(),
          customer::v1::GradeRule::descriptor(),
          customer::v1::Interaction::descriptor(),
          customer::v1::LifecycleRecord::descriptor(),
          customer::v1::Order::descriptor(),
          customer::v1::OwnershipRecord::descriptor(),
          customer::v1::QualityPolicy::descriptor(),
          customer::v1::Relationship::descriptor(),
          customer::v1::RiskSignal::descriptor(),
          customer::v1::Segment::descriptor(),
          customer::v1::SegmentMembership::descriptor(),
          customer::v1::ServiceTicket::descriptor(),
          customer::v1::Stakeholder::descriptor(),
          customer::v1::Survey::descriptor(),
          customer::v1::SurveyResponse::descriptor(),
          customer::v1::Tag::descriptor(),
          customer::v1::TicketAttachment::descriptor(),
          customer::v1::TicketEvent::descriptor(),
          customer::v1::TicketRule::descriptor(),
          customer::v1::TrustOrder::descriptor(),
          customer::v1::Visitor::descriptor()};
}

Types TypesOfLeads() {
  return {lead::v1::AssignmentDecision::descriptor(),
          lead::v1::AssignmentRule::descriptor(),
          lead::v1::CaptureForm::descriptor(),
          lead::v1::Contract::descriptor(),
          lead::v1::DiscountLimit::descriptor(),
          lead::v1::ExchangeRate::descriptor(),
          lead::v1::Invoice::descriptor(),
          lead::v1::Lead::descriptor(),
          lead::v1::LeadInteraction::descriptor(),
          lead::v1::LeadShare::descriptor(),
          lead::v1::LeadSource::descriptor(),
          lead::v1::Opportunity::descriptor(),
          lead::v1::OpportunityInteraction::descriptor(),
          lead::v1::OpportunityShare::descriptor(),
          lead::v1::Payment::descriptor(),
          lead::v1::PaymentPlan::descriptor(),
          lead::v1::Pipeline::descriptor(),
          lead::v1::PriceBook::descriptor(),
          lead::v1::PriceEntry::descriptor(),
          lead::v1::Product::descriptor(),
          lead::v1::ProductCost::descriptor(),
          lead::v1::Quote::descriptor(),
          lead::v1::ScoringModel::descriptor(),
          lead::v1::SigningRule::descriptor(),
          lead::v1::Stage::descriptor(),
          lead::v1::Touch::descriptor(),
          lead::v1::UsageRecord::descriptor(),
          lead::v1::WinEntry::descriptor()};
}

Types TypesOfAnalytics() {
  return {analytics::v1::Dashboard::descriptor(), analytics::v1::DashboardShare::descriptor(),
          analytics::v1::Target::descriptor(), analytics::v1::ValueRule::descriptor()};
}

Types TypesOfWorkflows() {
  return {workflow::v1::ApprovalPolicy::descriptor(),
          workflow::v1::AutomationRule::descriptor(),
          workflow::v1::Channel::descriptor(),
          workflow::v1::Delegation::descriptor(),
          workflow::v1::Delivery::descriptor(),
          workflow::v1::Notification::descriptor(),
          workflow::v1::NotificationPreference::descriptor(),
          workflow::v1::NotificationTemplate::descriptor(),
          workflow::v1::ProcessComment::descriptor(),
          workflow::v1::ProcessDefinition::descriptor(),
          workflow::v1::ProcessInstance::descriptor(),
          workflow::v1::ProcessRevision::descriptor(),
          workflow::v1::ProcessTask::descriptor(),
          workflow::v1::Reminder::descriptor(),
          workflow::v1::RuleExecution::descriptor(),
          workflow::v1::SlaClock::descriptor(),
          workflow::v1::SlaPolicy::descriptor(),
          workflow::v1::Todo::descriptor(),
          workflow::v1::WorkCalendar::descriptor()};
}

}  // namespace

const std::vector<const Descriptor*>& AllResources() {
  static const auto* const all = [] {
    auto* const types = new Types(TypesOfGateway());
    for (const Types& some :
         {TypesOfAnalytics(), TypesOfCustomers(), TypesOfLeads(), TypesOfWorkflows()}) {
      types->insert(types->end(), some.begin(), some.end());
    }
    return types;
  }();
  return *all;
}

const Descriptor* FindResourceType(absl::string_view type) {
  const auto found = absl::c_find_if(AllResources(), [&](const Descriptor* one) {
    return one->options().GetExtension(google::api::resource).type() == type;
  });
  return found != AllResources().end() ? *found : nullptr;
}

std::vector<std::string> PolicyPaths(const Descriptor* resource) {
  std::vector<std::string> paths;
  AddPaths(resource, "", /*depth=*/0, &paths);
  return paths;
}

std::string InSnakeCase(absl::string_view path) {
  std::string snake;
  for (const char c : path) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c))) snake += '_';
    snake += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return snake;
}

std::vector<std::string> TextsInside(const Descriptor* resource, absl::string_view path) {
  const Descriptor* message = resource;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    const FieldDescriptor* const field = message->FindFieldByName(std::string(part));
    message = field != nullptr ? Inside(field) : nullptr;
    if (message == nullptr) return {};
  }
  std::vector<std::string> personal;
  std::vector<std::string> others;
  AddTexts(message, std::string(path), /*depth=*/0, &personal, &others);
  std::vector<std::string>& texts = personal.empty() ? others : personal;
  if (texts.size() > kNamed) texts.resize(kNamed);
  return std::move(texts);
}

bool IsPolicyPath(const Descriptor* resource, absl::string_view path) {
  if (path == "name" || path == "etag") return false;
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  const Descriptor* message = resource;
  for (size_t i = 0; i < parts.size(); ++i) {
    const FieldDescriptor* const field =
        message != nullptr ? message->FindFieldByName(parts[i]) : nullptr;
    if (field == nullptr) return false;
    if (field->is_map()) {
      return i + 1 == parts.size() || (i + 2 == parts.size() && !parts[i + 1].empty());
    }
    message = Inside(field);
  }
  return true;
}

}  // namespace guanxi::directory

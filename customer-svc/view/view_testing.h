// What the tests of views and time lines share: a customer, events of other services about him,
// made by hand, and callers with few rights.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_VIEW_TESTING_H_
#define GUANXI_CUSTOMER_SVC_VIEW_VIEW_TESTING_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/policy/field_view.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "customer-svc/view/customer_view_service.h"
#include "customer-svc/view/related_records.h"
#include "customer-svc/view/timeline_service.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::customer {

class ViewTest : public ::testing::Test {
 protected:
  static constexpr int64_t kNow = 1'790'000'000;  // TestService's clock

  ViewTest()
      : sales_("lead-svc", service_.database.get(), service_.engine.get()),
        work_("workflow-svc", service_.database.get(), service_.engine.get()),
        timelines_(service_.engine.get(), service_.resources.get()),
        views_(service_.engine.get(), service_.resources.get()),
        customer_(service_.Create(TestService::Company("灵动传媒")).name()) {}

  static std::string User(const std::string& who) {
    return absl::StrCat("users/", DeriveUuid("user", who).ToString());
  }
  static Uuid Id(const std::string& what) { return DeriveUuid("record", what); }

  // The next version of a record, which states all the fields that it has. A minute lies between
  // events.
  template <typename Record>
  event::v1::LogEvent Next(const std::string& type, const Uuid& id, const Record& record,
                           const std::vector<std::string>& fields, const Uuid& parent = Uuid()) {
    event::v1::LogEvent event;
    event.set_tenant_id(std::string(service_.tenant.bytes()));
    event.set_resource_type(type);
    event.set_resource_id(std::string(id.bytes()));
    event.set_sequence(++versions_[id]);
    event.set_event_id(std::string(DeriveUuid("event", absl::StrCat(++events_)).bytes()));
    event.set_actor(User("alice"));
    event.mutable_change_time()->set_seconds(kNow + 60 * events_);
    event.set_kind(event.sequence() == 1 ? metadata::v1::Change::CREATED
                                         : metadata::v1::Change::UPDATED);
    for (const std::string& field : fields) event.add_changed_fields(field);
    event.set_after_body(record.SerializeAsString());
    if (!parent.IsNil()) event.set_parent_ids(std::string(parent.bytes()));
    return event;
  }

  static lead::v1::Opportunity Deal(const std::string& text) {
    return Of<lead::v1::Opportunity>(text);
  }
  template <typename Record>
  static Record Of(const std::string& text) {
    Record record;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record)) << text;
    return record;
  }
  static std::string Named(const char* field, const std::string& value) {
    return absl::StrCat(" ", field, ": '", value, "'");
  }

  event::v1::LogEvent Opportunity(const std::string& what, const std::string& text) {
    return Next("opportunity", Id(what),
                Deal(absl::StrCat(Named("customer", customer_), " ", text)),
                {"display_name", "customer", "stage", "state", "amount", "owner", "department"});
  }
  event::v1::LogEvent Contract(const std::string& what, const std::string& text) {
    return Next("contract", Id(what),
                Of<lead::v1::Contract>(absl::StrCat(Named("customer", customer_), " ", text)),
                {"display_name", "customer", "state", "amount", "owner", "department"});
  }
  event::v1::LogEvent Payment(const std::string& what, const std::string& contract,
                              const std::string& text) {
    return Next("payment", Id(what),
                Of<lead::v1::Payment>(absl::StrCat(Named("customer", customer_), " ", text)),
                {"customer", "kind", "state", "amount", "pay_date"}, Id(contract));
  }
  event::v1::LogEvent Plan(const std::string& what, const std::string& contract,
                           const std::string& text) {
    return Next("payment_plan", Id(what),
                Of<lead::v1::PaymentPlan>(absl::StrCat(Named("customer", customer_), " ", text)),
                {"customer", "display_name", "state", "open_amount", "due_date", "outstanding"},
                Id(contract));
  }
  event::v1::LogEvent Todo(const std::string& what, const std::string& subject,
                           const std::string& text) {
    return Next("todo", Id(what),
                Of<workflow::v1::Todo>(absl::StrCat(Named("subject", subject), " ", text)),
                {"title", "subject", "state", "due_time", "owner", "department"});
  }
  event::v1::LogEvent Approval(const std::string& what, const std::string& subject,
                               const std::string& text) {
    return Next(
        "process_instance", Id(what),
        Of<workflow::v1::ProcessInstance>(absl::StrCat(Named("subject", subject), " ", text)),
        {"title", "subject", "state", "initiator", "department", "create_time"});
  }

  absl::Status Apply(const RelatedRecords& records, const event::v1::LogEvent& event) {
    return service_.engine->Write(
        service_.call().principal, {}, {},
        [&](resource::UnitOfWork& work) { return records.Apply(work, event); });
  }
  void Sell(const event::v1::LogEvent& event) { ASSERT_THAT(Apply(sales_, event), IsOk()); }
  void Work(const event::v1::LogEvent& event) { ASSERT_THAT(Apply(work_, event), IsOk()); }

  // An interaction that many seconds ago.
  void Talk(int64_t ago, const std::string& summary = "谈了报价") {
    v1::CreateInteractionRequest request;
    request.set_parent(customer_);
    request.mutable_interaction()->set_channel(v1::Interaction::CALL);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(kNow - ago);
    request.mutable_interaction()->set_summary(summary);
    ASSERT_THAT(
        service_.catalog->Of<v1::Interaction>().Create<v1::Interaction>(service_.call(), request),
        IsOk());
  }

  // Of a user who has one role, in text format, in the department of that name.
  rpc::Call CallWith(const std::string& role, const std::string& department = "") {
    access::v1::PolicySnapshot snapshot;
    auto* const made = snapshot.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
    made->set_name("roles/r");
    rpc::Call call = service_.call();
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->add_roles("roles/r");
    user->set_active(true);
    user->set_department(department);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "customers.read")
                                .value();
    return call;
  }

  // As they leave the process.
  absl::StatusOr<v1::ListTimelineResponse> Timeline(const rpc::Call& call,
                                                    v1::ListTimelineRequest request = {}) {
    if (request.parent().empty()) request.set_parent(customer_);
    auto page = timelines_.ListTimeline(call, request);
    if (page.ok()) policy::PresentAnswer(*call.principal.rights, &*page);
    return page;
  }
  absl::StatusOr<v1::CustomerView> View(const rpc::Call& call) {
    v1::GetCustomerViewRequest request;
    request.set_customer(customer_);
    auto view = views_.GetCustomerView(call, request);
    if (view.ok()) policy::PresentAnswer(*call.principal.rights, &*view);
    return view;
  }
  std::vector<int> KindsIn(const absl::StatusOr<v1::ListTimelineResponse>& page) {
    std::vector<int> kinds;
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return kinds;
    for (const v1::TimelineEntry& entry : page->entries()) kinds.push_back(entry.kind());
    return kinds;
  }

  TestService service_;
  RelatedRecords sales_, work_;
  TimelineServiceImpl timelines_;
  CustomerViewServiceImpl views_;
  std::string customer_;
  std::map<Uuid, int64_t> versions_;
  int events_ = 0;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_VIEW_TESTING_H_

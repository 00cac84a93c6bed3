// What the tests of behaviour share: people who do something at customer-svc, and what leads hear
// of it, by events that are made by hand.
#ifndef GUANXI_LEAD_SVC_LEAD_BEHAVIORS_TESTING_H_
#define GUANXI_LEAD_SVC_LEAD_BEHAVIORS_TESTING_H_

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/visitor_service.pb.h"
#include "guanxi/event/v1/log_service.pb.h"
#include "lead-svc/behavior/lead_behaviors.h"
#include "lead-svc/scoring_testing.h"

namespace guanxi::lead {

class LeadBehaviorsTestBase : public ScoringTestBase {
 protected:
  LeadBehaviorsTestBase() { AddModel(OfEvents()).value(); }

  using BehaviorEvent = customer::v1::BehaviorEvent;
  using Visitor = customer::v1::Visitor;
  using LogEvent = event::v1::LogEvent;
  using Change = metadata::v1::Change;
  using TimeUtil = google::protobuf::util::TimeUtil;

  // 16 for a visit to the prices, 4 for any download.
  static v1::ScoringModel OfEvents() {
    v1::ScoringModel model = Model();
    v1::BehaviorCriterion& prices = *model.add_behavior();
    prices.set_display_name("看价格");
    prices.set_kind(BehaviorEvent::VISIT);
    prices.set_topic("价格");
    prices.set_points(16);
    v1::BehaviorCriterion& download = *model.add_behavior();
    download.set_display_name("下载");
    download.set_kind(BehaviorEvent::DOWNLOAD);
    download.set_points(4);
    return model;
  }
  customer::TestService& Other() { return service_.customer_server.service(); }
  std::string AddLead(const std::string& customer = "") {
    v1::CreateLeadRequest request;
    request.mutable_lead()->set_display_name("王芳");
    request.mutable_lead()->set_customer(customer);
    return service_.catalog->Of<v1::Lead>().Create<v1::Lead>(service_.call(), request)->name();
  }
  // Recorded at the moment, and not heard of yet.
  BehaviorEvent Do(BehaviorEvent event) {
    if (event.kind() == BehaviorEvent::KIND_UNSPECIFIED) {
      event.set_kind(BehaviorEvent::VISIT);
      event.set_topic("价格");
    }
    *event.mutable_occur_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(service_.clock.Now()));
    customer::v1::CreateBehaviorEventRequest request;
    *request.mutable_behavior_event() = event;
    return Other()
        .catalog->Of<BehaviorEvent>()
        .Create<BehaviorEvent>(Other().call(), request)
        .value();
  }
  static BehaviorEvent OfLead(const std::string& lead) {
    BehaviorEvent event;
    event.set_lead(lead);
    return event;
  }
  static BehaviorEvent OfVisitor(const std::string& key) {
    BehaviorEvent event;
    event.set_visitor(key);
    return event;
  }
  Visitor Know(const std::string& key, const std::string& lead, const std::string& customer = "") {
    customer::v1::CreateVisitorRequest request;
    request.mutable_visitor()->set_key(key);
    request.mutable_visitor()->set_lead(lead);
    request.mutable_visitor()->set_customer(customer);
    return Other().catalog->Of<Visitor>().Create<Visitor>(Other().call(), request).value();
  }
  // As LogService tells of a record now.
  template <typename M, typename Request>
  LogEvent RecordOf(const std::string& collection, const std::string& type, const std::string& id) {
    LogEvent record;
    record.set_resource_type(type);
    record.set_resource_id(id);
    Request get;
    get.set_name(absl::StrCat(collection, "/", Uuid::FromBytes(id)->ToString()));
    const auto found = Other().catalog->Of<M>().template Get<M>(Other().call(), get);
    bool is_there = found.ok();
    if constexpr (std::is_same_v<M, customer::v1::Visitor>) {
      is_there = is_there && !found->has_delete_time();
    }
    record.set_kind(is_there ? Change::UPDATED : Change::DELETED);
    if (is_there) record.set_after_body(found->SerializeAsString());
    return record;
  }
  LogEvent Told(const std::string& type, const std::string& id) {
    return type == "visitor"
               ? RecordOf<Visitor, customer::v1::GetVisitorRequest>("visitors", type, id)
               : RecordOf<BehaviorEvent, customer::v1::GetBehaviorEventRequest>("behaviorEvents",
                                                                                type, id);
  }
  LeadBehaviors::Source Source() {
    const auto get = [this](const event::v1::BatchGetRecordsRequest& request)
        -> absl::StatusOr<event::v1::BatchGetRecordsResponse> {
      event::v1::BatchGetRecordsResponse response;
      for (const std::string& id : request.ids()) {
        *response.add_records() = Told(request.resource_type(), id);
      }
      return response;
    };
    const auto list = [this](
                          const Uuid&,
                          const std::string& filter) -> absl::StatusOr<std::vector<BehaviorEvent>> {
      if (while_listing_ != nullptr) std::exchange(while_listing_, nullptr)();
      customer::v1::ListBehaviorEventsRequest request;
      request.set_filter(filter);
      request.set_page_size(1000);
      const auto page =
          Other().catalog->Of<BehaviorEvent>().List<customer::v1::ListBehaviorEventsResponse>(
              Other().call(), request);
      if (!page.ok()) return page.status();
      return std::vector<BehaviorEvent>(page->behavior_events().begin(),
                                        page->behavior_events().end());
    };
    return {get, list};
  }
  void Hear(const std::string& type, const std::string& name, Change::Kind kind) {
    LogEvent event;
    event.set_resource_type(type);
    event.set_kind(kind);
    event.set_tenant_id(std::string(service_.call().principal.tenant.bytes()));
    event.set_resource_id(std::string(Uuid::Parse(name.substr(name.rfind('/') + 1))->bytes()));
    event.set_root_event_id(std::string(DeriveUuid("event", name).bytes()));
    ASSERT_THAT(behaviors_.Apply({event}, [](db::Transaction&) { return absl::OkStatus(); }),
                IsOk());
  }
  void Hear(const BehaviorEvent& event) { Hear("behavior_event", event.name(), Change::CREATED); }
  void Hear(const Visitor& visitor) { Hear("visitor", visitor.name(), Change::UPDATED); }
  void JoinAll() {
    for (int i = 0; i < 100; ++i) {
      const auto more = behaviors_.GoOn();
      ASSERT_THAT(more, IsOk());
      if (!*more) return;
    }
    FAIL() << "there is always something to be joined";
  }
  void Later(absl::Duration by) {
    service_.clock.Advance(by);
    Other().clock.Advance(by);
  }
  double Worth(const std::string& lead) { return Explain(lead).behavior(); }

  std::function<void()> while_listing_;  // done once, at the next listing
  const LeadBehaviors behaviors_{service_.database.get(), service_.engine.get(),
                                 ScoringTypes(*service_.resources), Source()};
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_BEHAVIORS_TESTING_H_

// One service's log, as the other reads it.
#ifndef GUANXI_LEAD_SVC_PROJECTIONS_TESTING_H_
#define GUANXI_LEAD_SVC_PROJECTIONS_TESTING_H_

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"
#include "common/base/status_macros.h"
#include "common/db/sql_lint.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/events/record_pages.h"
#include "common/events/relay.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/opportunity_facts.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lead-svc/customer_copies.h"
#include "lead-svc/opportunity_testing.h"

namespace guanxi::lead {

// What one service has for the other.
class Producer {
 public:
  Producer(db::Database* database, const resource::Catalog* catalog, Clock* clock, std::string name)
      : database_(database),
        clock_(clock),
        name_(std::move(name)),
        log_(database, clock, &ids_),
        pages_(database, catalog),
        service_(&log_, &pages_, clock) {
    options_.service = options_.owner = name_;
    relay_.emplace(database_, clock_, nullptr, options_);
  }

  absl::StatusOr<event::v1::ReadPartitionsResponse> Read(
      const event::v1::ReadPartitionsRequest& request) {
    return service_.ReadPartitions(Caller(), request);
  }
  absl::StatusOr<event::v1::ReadRecordsResponse> ReadRecords(
      const event::v1::ReadRecordsRequest& request) {
    if (before_page) before_page();
    return service_.ReadRecords(Caller(), request);
  }
  absl::StatusOr<event::v1::BatchGetRecordsResponse> GetRecords(
      const event::v1::BatchGetRecordsRequest& request) {
    auto response = service_.BatchGetRecords(Caller(), request);
    if (after_get) after_get();
    return response;
  }
  // Gives positions to all that lies in the outbox; how many.
  int Relay() {
    int moved = 0;
    while (true) {
      const auto turned = relay_->Turn();
      EXPECT_THAT(turned, IsOk());
      if (!turned.ok() || turned->moved == 0) return moved;
      moved += turned->moved;
    }
  }
  events::EventLog& log() { return log_; }

  // Called before records are read by pages, and after some were read by their ids.
  std::function<void()> before_page, after_get;

 private:
  static rpc::Call Caller() {
    rpc::Call call;
    call.principal.tenant = SystemTenantId();
    call.principal.subject = "clients/other";
    return call;
  }

  db::Database* const database_;
  Clock* const clock_;
  const std::string name_;
  UuidSource ids_;
  events::EventLog log_;
  events::RecordPages pages_;
  events::LogServiceImpl service_;
  events::Relay::Options options_;
  std::optional<events::Relay> relay_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PROJECTIONS_TESTING_H_

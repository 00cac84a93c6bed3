// Facts on a schema of their own, and in place of the other services what their records and
// histories are.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_FACT_TESTING_H_
#define GUANXI_ANALYTICS_SVC_FACTS_FACT_TESTING_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "analytics-svc/facts/fact_part.h"
#include "analytics-svc/facts/source_testing.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/testing/fake_clock.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::analytics {

// What services have, of all kinds: records, their histories. Not thread-safe.
class FakeRecords {
 public:
  // The record and all that happened to it so far; it takes the place of what was kept.
  template <typename M>
  void Keep(const RecordHistory<M>& history) {
    const event::v1::LogEvent whole = history.Whole();
    Kept& kept = kept_[{whole.resource_type(), whole.tenant_id(), whole.resource_id()}];
    kept.whole = whole;
    kept.events = history.events();
  }
  // The record is gone for good.
  void Erase(const event::v1::LogEvent& event);

  // How a service is read: one page, one answer for each call.
  FactReads Reads();

 private:
  struct Kept {
    event::v1::LogEvent whole;
    std::vector<event::v1::LogEvent> events;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Kept> kept_;  // type, tenant, id
};

// One for each test. Ends the process if the database does not start.
struct FactWorld {
  explicit FactWorld(FakeRecords* records);

  // What a consumer does with events that come together, of one service.
  absl::Status Apply(const std::string& service, absl::Span<const event::v1::LogEvent> events);
  // What it does where events are lost: all partitions.
  absl::Status Recover(events::Loss::Kind kind = events::Loss::Kind::kRemoved);

  // All facts that live, row by row as texts, without what says when they were written. Those of
  // the tables `only`, if there are any.
  std::vector<std::string> Dump(const std::set<std::string>& only = {}) const;
  // One value: a number as text; "-" for NULL or no row.
  std::string Value(const std::string& sql) const;

  FakeClock clock{absl::FromUnixSeconds(1'790'000'000)};
  std::unique_ptr<db::Database> database;
  std::unique_ptr<FactPart> part;
  std::map<std::string, events::Consumer::Options> consumers;  // by producer
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_FACT_TESTING_H_

// A company's year at random, for tests of what becomes of events in any order.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_YEAR_TESTING_H_
#define GUANXI_ANALYTICS_SVC_FACTS_YEAR_TESTING_H_

#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "analytics-svc/facts/fact_testing.h"
#include "analytics-svc/facts/source_testing.h"
#include "common/base/uuid.h"
#include "google/type/money.pb.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::analytics {

// Records of two tenants, and what happened to each in its order; the same of the same seed. Not
// thread-safe.
class Year {
 public:
  // `records` gets all of them, as they are in the end; it is not owned.
  Year(unsigned seed, FakeRecords* records);

  // By service.
  const std::vector<event::v1::LogEvent>& events(const std::string& service) {
    return events_[service];
  }
  // The same in no order at all, every third one twice.
  std::vector<event::v1::LogEvent> Shuffled(const std::string& service);

  // A number from 0 on.
  int Roll(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  // Tells the world of the events in parts of random size, and calls `between` behind each one.
  void Tell(
      FactWorld* world, const std::string& service, const std::vector<event::v1::LogEvent>& events,
      const std::function<void()>& between = [] {});

 private:
  static Uuid Tenant(int i) { return DeriveUuid("tenant", i % 2 == 0 ? "a" : "b"); }
  std::string User();
  absl::Time Later() { return time_ += absl::Minutes(1 + Roll(500)); }
  google::type::Money Money();

  template <typename M>
  void Keep(const std::string& service, const RecordHistory<M>& history) {
    records_->Keep(history);
    events_[service].insert(events_[service].end(), history.events().begin(),
                            history.events().end());
  }

  void AddCustomer(int i);
  void AddOrders(int i, const Uuid& tenant, const Uuid& customer);
  void AddInteractions(int i, const Uuid& tenant, const Uuid& customer);
  void AddBehavior(int i);
  void AddLead(int i);
  void AddOpportunity(int i);
  void AddContract(int i);
  // In year_work_testing.cc.
  void AddPlans(int contract);
  void AddTodo(int i);
  void AddApproval(int i);

  std::mt19937 random_;
  FakeRecords* const records_;
  absl::Time time_;
  std::map<std::string, std::vector<event::v1::LogEvent>> events_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_YEAR_TESTING_H_

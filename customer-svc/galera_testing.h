// What tests on a cluster share: one service on each of two nodes that both take writes.
#ifndef GUANXI_CUSTOMER_SVC_GALERA_TESTING_H_
#define GUANXI_CUSTOMER_SVC_GALERA_TESTING_H_

#include <atomic>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "common/testing/galera.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"

namespace guanxi::customer {

class GaleraTest : public ::testing::Test {
 protected:
  // Each statement is prepared when it runs and closed for the next one: a node does not tell a
  // transaction of its end by those.
  static constexpr size_t kStatements = 1;

  static void SetUpTestSuite() { cluster_ = Galera::Start().value().release(); }
  static void TearDownTestSuite() { delete cluster_; }

  GaleraTest()
      : schema_(cluster_->CreateSchema("customer-svc/schema").value()),
        first_(schema_.first, kStatements),
        second_(schema_.second, kStatements) {}

  // Runs `work` on both nodes at once, as often as that; what becomes of conflicts is the engine's.
  void Race(int rounds, const std::function<void(TestService&, int round)>& work) {
    for (int round = 0; round < rounds; ++round) {
      std::atomic<int> waiting{2};
      std::vector<std::thread> threads;
      for (TestService* service : {&first_, &second_}) {
        threads.emplace_back([&, service] {
          --waiting;
          while (waiting.load() > 0) std::this_thread::yield();
          service->clock.Advance(absl::Microseconds(service == &first_ ? 2 : 3));
          work(*service, round);
        });
      }
      for (std::thread& thread : threads) thread.join();
    }
  }
  absl::Status Write(TestService& service, resource::Engine::MutationBody body) {
    return service.engine->Write(service.call().principal, {}, {}, body);
  }

  inline static Galera* cluster_ = nullptr;
  const std::pair<db::Server, db::Server> schema_;
  TestService first_, second_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GALERA_TESTING_H_

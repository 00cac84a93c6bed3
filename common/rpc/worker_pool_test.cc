#include "common/rpc/worker_pool.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/testing/echo_server.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

const Uuid kA = DeriveUuid("test", "a");
const Uuid kB = DeriveUuid("test", "b");

class FunctionTask : public Task {
 public:
  explicit FunctionTask(std::function<void()> body) : body_(std::move(body)) {}
  void Run(absl::Duration) override { body_(); }

 private:
  const std::function<void()> body_;
};

std::shared_ptr<Task> Do(std::function<void()> body) {
  return std::make_shared<FunctionTask>(std::move(body));
}

WorkerPool::Options Lane(int threads, int queue_limit) {
  WorkerPool::Options options;
  options.threads = threads;
  options.queue_limit = queue_limit;
  options.max_queue_age = absl::Seconds(30);
  return options;
}

TEST(WorkerPoolTest, RunsEverythingBeforeItEnds) {
  Mutex mutex;
  int ran = 0;
  {
    WorkerPool pool(Lane(4, 1000));
    for (int i = 0; i < 400; ++i) {
      const absl::Status status = pool.Submit(i % 2 == 0 ? kA : kB, Do([&] {
                                                MutexLock lock(&mutex);
                                                ++ran;
                                              }));
      ASSERT_THAT(status, IsOk());
    }
  }
  EXPECT_EQ(ran, 400);
}

TEST(WorkerPoolTest, ATenantHoldsAtMostHalfOfTheThreads) {
  Turnstile a, b;
  WorkerPool pool(Lane(4, 100));
  for (int i = 0; i < 10; ++i) ASSERT_THAT(pool.Submit(kA, Do([&] { a.Pass(); })), IsOk());
  ASSERT_TRUE(a.WaitForVisitors(2));
  for (int i = 0; i < 2; ++i) ASSERT_THAT(pool.Submit(kB, Do([&] { b.Pass(); })), IsOk());
  // All four threads are in use now, and A never got a third.
  EXPECT_TRUE(b.WaitForVisitors(2));
  EXPECT_EQ(a.visitors(), 2);
  b.Open();
  a.Open();
  EXPECT_TRUE(a.WaitForVisitors(10));
}

TEST(WorkerPoolTest, TenantsTakeTurns) {
  Turnstile gate;
  Mutex mutex;
  std::string order;
  {
    WorkerPool pool(Lane(1, 100));
    ASSERT_THAT(pool.Submit(kA, Do([&] { gate.Pass(); })), IsOk());
    ASSERT_TRUE(gate.WaitForVisitors(1));
    const auto note = [&](char c) {
      return Do([&order, &mutex, c] {
        MutexLock lock(&mutex);
        order.push_back(c);
      });
    };
    for (int i = 0; i < 4; ++i) ASSERT_THAT(pool.Submit(kA, note('a')), IsOk());
    for (int i = 0; i < 2; ++i) ASSERT_THAT(pool.Submit(kB, note('b')), IsOk());
    gate.Open();
  }
  // B came last and still does not wait for all of A.
  EXPECT_EQ(order, "babaaa");
}

TEST(WorkerPoolTest, ATenantFillsHalfOfTheQueueAndOthersTheRest) {
  Turnstile gate;
  WorkerPool pool(Lane(1, 8));
  ASSERT_THAT(pool.Submit(kA, Do([&] { gate.Pass(); })), IsOk());
  ASSERT_TRUE(gate.WaitForVisitors(1));
  for (int i = 0; i < 4; ++i) ASSERT_THAT(pool.Submit(kA, Do([] {})), IsOk());
  EXPECT_THAT(pool.Submit(kA, Do([] {})), HasReason("TENANT_LANE_FULL"));
  for (int i = 0; i < 4; ++i) ASSERT_THAT(pool.Submit(kB, Do([] {})), IsOk());
  EXPECT_THAT(pool.Submit(DeriveUuid("test", "c"), Do([] {})), HasReason("LANE_FULL"));
  gate.Open();
}

TEST(WorkerPoolTest, RefusesATenantWhoseOldestCallWaitsTooLong) {
  Turnstile gate;
  WorkerPool::Options options = Lane(2, 100);
  options.max_queue_age = absl::Milliseconds(1);
  WorkerPool pool(options);
  ASSERT_THAT(pool.Submit(kA, Do([&] { gate.Pass(); })), IsOk());
  ASSERT_TRUE(gate.WaitForVisitors(1));
  ASSERT_THAT(pool.Submit(kA, Do([] {})), IsOk());
  absl::Status status;
  const absl::Time end = absl::Now() + absl::Seconds(10);
  while (status.ok() && absl::Now() < end) status = pool.Submit(kA, Do([] {}));
  EXPECT_TRUE(Reason(status) == "LANE_SLOW" || Reason(status) == "TENANT_LANE_FULL") << status;
  EXPECT_THAT(pool.Submit(kB, Do([] {})), IsOk());
  gate.Open();
}

}  // namespace
}  // namespace guanxi::rpc

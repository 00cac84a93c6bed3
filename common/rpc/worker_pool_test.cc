#include "common/rpc/worker_pool.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/rpc/testing/echo_server.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

const Uuid kA = DeriveUuid("test", "a");
const Uuid kB = DeriveUuid("test", "b");

class FunctionTask : public Task {
 public:
  FunctionTask(std::function<void()> body, std::function<void()> expire)
      : body_(std::move(body)), expire_(std::move(expire)) {}
  void Run(absl::Duration) override { body_(); }
  void Expire(absl::Duration) override { expire_(); }

 private:
  const std::function<void()> body_;
  const std::function<void()> expire_;
};

std::shared_ptr<Task> Do(
    std::function<void()> body, std::function<void()> expire = [] { ADD_FAILURE(); }) {
  return std::make_shared<FunctionTask>(std::move(body), std::move(expire));
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

TEST(WorkerPoolTest, WhatGoesOnKeepsNothingNewOut) {
  Turnstile gate;
  WorkerPool pool(Lane(1, 4));
  ASSERT_THAT(pool.Submit(kA, Do([&] { gate.Pass(); })), IsOk());
  ASSERT_TRUE(gate.WaitForVisitors(1));
  for (int i = 0; i < 20; ++i) {
    ASSERT_THAT(pool.Submit(kA, Do([] {}), "", WorkerPool::Entry::kAdmitted), IsOk());
  }
  for (int i = 0; i < 2; ++i) ASSERT_THAT(pool.Submit(kA, Do([] {})), IsOk());
  EXPECT_THAT(pool.Submit(kA, Do([] {})), HasReason("TENANT_LANE_FULL"));
  for (int i = 0; i < 2; ++i) ASSERT_THAT(pool.Submit(kB, Do([] {})), IsOk());
  EXPECT_THAT(pool.Submit(kB, Do([] {})), HasReason("LANE_FULL"));
  gate.Open();
}

TEST(WorkerPoolTest, WhatNoWorkerComesForExpiresWhileTheyAreBusy) {
  Turnstile gate, expired;
  WorkerPool::Options options = Lane(1, 100);
  options.max_queue_age = absl::Milliseconds(20);
  WorkerPool pool(options);
  expired.Open();
  for (int round = 1; round <= 3; ++round) {
    // The first of each round holds the worker, unless one of the round before still does.
    if (round == 1) {
      ASSERT_THAT(pool.Submit(kA, Do([&] { gate.Pass(); })), IsOk());
      ASSERT_TRUE(gate.WaitForVisitors(1));
    }
    for (const Uuid& tenant : {kA, kB}) {
      ASSERT_THAT(pool.Submit(tenant, Do([] { ADD_FAILURE(); }, [&] { expired.Pass(); })), IsOk());
    }
    EXPECT_TRUE(expired.WaitForVisitors(2 * round));
  }
  gate.Open();
}

TEST(WorkerPoolTest, ACallerHoldsAtMostHalfOfItsTenantsShare) {
  Turnstile a, b;
  WorkerPool::Options options = Lane(8, 64);
  options.share_among_callers = true;
  WorkerPool pool(options);
  for (int i = 0; i < 6; ++i) {
    ASSERT_THAT(pool.Submit(kA, Do([&] { a.Pass(); }), "users/slow"), IsOk());
  }
  ASSERT_TRUE(a.WaitForVisitors(2));
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(pool.Submit(kA, Do([&] { b.Pass(); }), "users/other"), IsOk());
  }
  EXPECT_TRUE(b.WaitForVisitors(2));  // past those of the first that wait
  EXPECT_EQ(a.visitors(), 2);
  b.Open();
  a.Open();
  EXPECT_TRUE(a.WaitForVisitors(6));
}

TEST(WorkerPoolTest, ACallerFillsHalfOfItsTenantsQueue) {
  Turnstile gate;
  WorkerPool::Options options = Lane(1, 16);
  options.share_among_callers = true;
  WorkerPool pool(options);
  ASSERT_THAT(pool.Submit(kA, Do([&] { gate.Pass(); }), "users/slow"), IsOk());
  ASSERT_TRUE(gate.WaitForVisitors(1));
  for (int i = 0; i < 4; ++i) ASSERT_THAT(pool.Submit(kA, Do([] {}), "users/slow"), IsOk());
  EXPECT_THAT(pool.Submit(kA, Do([] {}), "users/slow"), HasReason("CALLER_LANE_FULL"));
  EXPECT_THAT(pool.Submit(kA, Do([] {}), "users/other"), IsOk());
  gate.Open();
}

}  // namespace
}  // namespace guanxi::rpc

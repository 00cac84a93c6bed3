// Behaviour events that come as a stream, on a real MariaDB.
#include "customer-svc/behavior_stream.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/behavior_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using v1::StreamBehaviorEventsRequest;

class BehaviorStreamTest : public BehaviorTest {
 protected:
  // Visits with the ids `from` and up.
  static StreamBehaviorEventsRequest Visits(int from, int count) {
    StreamBehaviorEventsRequest request;
    for (int i = from; i < from + count; ++i) {
      BehaviorEvent event = Visit("v1", kNow - 10);
      (*event.mutable_external_ids())["web"] = absl::StrCat(i);
      *request.add_requests()->mutable_behavior_event() = event;
    }
    return request;
  }
  const resource::Methods& events() const { return service_.catalog->Of<BehaviorEvent>(); }
  int Stored() {
    v1::ListBehaviorEventsRequest list;
    list.set_page_size(1000);
    return events()
        .List<v1::ListBehaviorEventsResponse>(service_.call(), list)
        ->behavior_events_size();
  }

  const rpc::Call call_ = service_.call();
};

TEST_F(BehaviorStreamTest, EachMessageIsStoredAsItComesAndAnsweredForItself) {
  const auto stream = methods_.StreamBehaviorEvents(call_);
  ASSERT_THAT(stream->Take(Visits(0, 300)), IsOk());
  EXPECT_EQ(Stored(), 300) << "before the stream ends";
  StreamBehaviorEventsRequest mixed = Visits(299, 2);  // one of them is there
  *mixed.add_requests()->mutable_behavior_event() = Visit("v1", kNow);
  ASSERT_THAT(stream->Take(mixed), IsOk());
  const auto answer = stream->Finish();
  ASSERT_THAT(answer, IsOk());
  ASSERT_EQ(answer->batches_size(), 2);
  EXPECT_EQ(answer->batches(0).created_count(), 300);
  const v1::BehaviorBatch& second = answer->batches(1);
  EXPECT_EQ(second.created_count(), 1);
  EXPECT_EQ(second.already_there_count(), 1);
  EXPECT_EQ(second.failed_count(), 1);
  ASSERT_EQ(second.failures_size(), 1);
  EXPECT_EQ(second.failures(0).entry(), 2);
  EXPECT_THAT(second.failures(0).error().message(),
              HasSubstr("requests[2].behavior_event.external_ids: is required"));
  EXPECT_EQ(Stored(), 301);
}

// A sender that did not hear the answer sends all of it again.
TEST_F(BehaviorStreamTest, SentAgainNothingIsDoubled) {
  const auto first = methods_.StreamBehaviorEvents(call_);
  ASSERT_THAT(first->Take(Visits(0, 50)), IsOk());
  first->Abandon();
  const auto second = methods_.StreamBehaviorEvents(call_);
  ASSERT_THAT(second->Take(Visits(0, 50)), IsOk());
  ASSERT_THAT(second->Take(Visits(50, 50)), IsOk());
  const auto answer = second->Finish();
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->batches(0).already_there_count(), 50);
  EXPECT_EQ(answer->batches(1).created_count(), 50);
  EXPECT_EQ(Stored(), 100);
}

TEST_F(BehaviorStreamTest, AMessageOfNoneOrTooManyEndsTheStreamAndLeavesWhatCame) {
  const auto stream = methods_.StreamBehaviorEvents(call_);
  ASSERT_THAT(stream->Take(Visits(0, 3)), IsOk());
  EXPECT_THAT(stream->Take(StreamBehaviorEventsRequest()), HasReason("INVALID_FIELD"));
  EXPECT_THAT(stream->Take(Visits(3, 1001)), HasReason("INVALID_FIELD"));
  EXPECT_EQ(Stored(), 3);
}

TEST_F(BehaviorStreamTest, WhatIsKeptForTheAnswerIsBounded) {
  BehaviorStream stream(call_, events(), {/*batches=*/2, /*failures=*/3});
  StreamBehaviorEventsRequest bad;
  for (int i = 0; i < 5; ++i) *bad.add_requests()->mutable_behavior_event() = Visit("v1", kNow);
  ASSERT_THAT(stream.Take(bad), IsOk());
  const int64_t held = stream.held_bytes();
  EXPECT_GT(held, 0);
  ASSERT_THAT(stream.Take(bad), IsOk());
  EXPECT_GT(stream.held_bytes(), held);
  EXPECT_THAT(stream.Take(Visits(0, 1)), HasReason("STREAM_TOO_LONG"));
  EXPECT_EQ(Stored(), 0);
  const auto answer = stream.Finish();
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->batches(0).failures_size(), 3);
  EXPECT_EQ(answer->batches(0).failed_count(), 5);
  EXPECT_EQ(answer->batches(1).failures_size(), 0);
  EXPECT_EQ(answer->batches(1).failed_count(), 5) << "those that are not told of count";
}

}  // namespace
}  // namespace guanxi::customer

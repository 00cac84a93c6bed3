// When what answers has something to answer with.
#include "analytics-svc/answering.h"

#include <memory>
#include <string>

#include "analytics-svc/engine/engine_testing.h"
#include "analytics-svc/facts/fact_testing.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::analytics {
namespace {

class AnsweringTest : public ::testing::Test {
 protected:
  AnsweringTest() : world_(&records_) {
    RecordHistory<customer::v1::Customer> customer("customer", DeriveUuid("tenant", "a"),
                                                   DeriveUuid("customer", "a"));
    customer.Create(customer::v1::Customer(), absl::FromUnixSeconds(1'790'000'000));
    records_.Keep(customer);
    EXPECT_THAT(world_.Apply("customer-svc", customer.events()), IsOk());
  }

  std::unique_ptr<Answering> Open(const DuckOptions& options) {
    return Answering::Create(options, world_.database.get(), world_.part->watermarks(),
                             &world_.clock)
        .value();
  }

  FakeRecords records_;
  FactWorld world_;
  const std::string folder_ = NewFolder();
};

TEST_F(AnsweringTest, IsReadyOnceTheWholeOfTheFactsIsCopied) {
  const auto answering = Open(SmallDuck(folder_));
  EXPECT_EQ(Reason(answering->Ready()), "COPY_INCOMPLETE");
  answering->Turn();
  EXPECT_THAT(answering->Ready(), IsOk());
}

TEST_F(AnsweringTest, ACopyThatAFormerProcessFilledAnswersAtOnce) {
  Open(SmallDuck(folder_))->Turn();
  EXPECT_THAT(Open(SmallDuck(folder_))->Ready(), IsOk());
}

TEST_F(AnsweringTest, WithoutACopyTheFactsAnswerAtOnce) {
  EXPECT_THAT(Open(DuckOptions())->Ready(), IsOk());
}

}  // namespace
}  // namespace guanxi::analytics

// In whatever order events come, how often and how late: the facts are those that reading all
// records anew makes.
#include <string>
#include <vector>

#include "analytics-svc/facts/fact_testing.h"
#include "analytics-svc/facts/year_testing.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

TEST(FactOrderTest, IncrementsAreWhatARebuildIs) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    FakeRecords records;
    Year year(seed, &records);
    FactWorld rebuilt(&records);
    ASSERT_THAT(rebuilt.Recover(), IsOk());
    const std::vector<std::string> expected = rebuilt.Dump();
    EXPECT_GT(expected.size(), 50u);

    FactWorld in_order(&records);
    for (const char* service : {"lead-svc", "workflow-svc", "customer-svc"}) {
      year.Tell(&in_order, service, year.events(service));
    }
    EXPECT_EQ(in_order.Dump(), expected) << "seed " << seed;

    // Late, repeated, in no order at all.
    FactWorld shuffled(&records);
    for (const char* service : {"workflow-svc", "customer-svc", "lead-svc"}) {
      year.Tell(&shuffled, service, year.Shuffled(service));
    }
    EXPECT_EQ(shuffled.Dump(), expected) << "seed " << seed;
    // And once more, over what is there.
    ASSERT_THAT(shuffled.Recover(), IsOk());
    EXPECT_EQ(shuffled.Dump(), expected) << "seed " << seed;
    ASSERT_THAT(in_order.Recover(events::Loss::Kind::kAnotherLog), IsOk());
    EXPECT_EQ(in_order.Dump(), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace guanxi::analytics

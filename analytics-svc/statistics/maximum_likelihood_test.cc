#include "analytics-svc/statistics/maximum_likelihood.h"

#include <cmath>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

// Highest at 3; counts how often it is asked.
LogLikelihoodFunction Hill(int* asked) {
  return [asked](const std::vector<double>& at, std::vector<double>* gradient) {
    ++*asked;
    const double logarithm = std::log(at[0] / 3);
    gradient->assign(1, -2 * logarithm / at[0]);
    return -logarithm * logarithm;
  };
}

TEST(MaximumLikelihood, TheTopIsFound) {
  int asked = 0;
  const auto found = Maximize(Hill(&asked), {{1}, {50}}, {{1e-3}, {1e3}});
  ASSERT_THAT(found, IsOk());
  EXPECT_NEAR(found->parameters[0], 3, 1e-4);
  EXPECT_FALSE(found->is_at_bound);
}

TEST(MaximumLikelihood, ASearchEndsWithItsDeadline) {
  int asked = 0;
  EXPECT_THAT(Maximize(Hill(&asked), {{1}, {50}}, {{1e-3}, {1e3}}, absl::InfinitePast()),
              HasReason("QUERY_TIME_LIMIT"));
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace guanxi::analytics

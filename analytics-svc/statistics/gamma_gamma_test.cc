#include "analytics-svc/statistics/gamma_gamma.h"

#include <random>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/testing/published_data.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

const GammaGamma kPublished = {6.25, 3.74, 15.44};

std::vector<RepeatSpend> PublishedCustomers() {
  std::vector<RepeatSpend> customers;
  for (const auto& row : PublishedRows("clv/cdnow_customers_summary_with_transactions.csv")) {
    RepeatSpend one;
    if (!absl::SimpleAtoi(row[1], &one.repeats) || !absl::SimpleAtod(row[4], &one.mean)) return {};
    if (one.repeats > 0) customers.push_back(one);
  }
  return customers;
}

std::vector<RepeatSpend> Simulated(const GammaGamma& model, int count) {
  std::mt19937_64 random(42);
  std::vector<RepeatSpend> customers;
  for (int i = 0; i < count; ++i) {
    const double rate = std::gamma_distribution<>(model.q, 1 / model.v)(random);
    std::gamma_distribution<> purchase(model.p, 1 / rate);
    RepeatSpend& one = customers.emplace_back();
    one.repeats = 1 + i % 6;
    for (int64_t k = 0; k < one.repeats; ++k) {
      one.mean += purchase(random) / static_cast<double>(one.repeats);
    }
  }
  return customers;
}

TEST(GammaGamma, PublishedParametersAreReproduced) {
  const std::vector<RepeatSpend> customers = PublishedCustomers();
  if (customers.empty()) GTEST_SKIP() << "the published data are not here";
  ASSERT_EQ(customers.size(), 946u);
  const auto fit = FitGammaGamma(customers);
  ASSERT_THAT(fit, IsOk());
  EXPECT_NEAR(fit->model.p, 6.25, 0.005 * 6.25);
  EXPECT_NEAR(fit->model.q, 3.74, 0.005 * 3.74);
  EXPECT_NEAR(fit->model.v, 15.44, 0.005 * 15.44);
  EXPECT_GE(fit->log_likelihood, LogLikelihood(kPublished, customers));
  EXPECT_FALSE(fit->is_at_bound);
  // Of the note on the model: 0.06, so that it may be used.
  EXPECT_NEAR(Correlation(customers), 0.06, 0.06);
}

TEST(GammaGamma, ParametersOfSimulatedCustomersAreFound) {
  const GammaGamma truth = {5, 4, 300};
  const std::vector<RepeatSpend> customers = Simulated(truth, 20000);
  const auto fit = FitGammaGamma(customers);
  ASSERT_THAT(fit, IsOk());
  EXPECT_NEAR(fit->model.p, truth.p, 0.05 * truth.p);
  EXPECT_NEAR(fit->model.q, truth.q, 0.05 * truth.q);
  EXPECT_NEAR(ExpectedSpend(fit->model, {}), truth.p * truth.v / (truth.q - 1), 10);
  EXPECT_GE(fit->log_likelihood, LogLikelihood(truth, customers));
}

TEST(GammaGamma, TheCurrencyDoesNotMatter) {
  std::vector<RepeatSpend> customers = Simulated({5, 4, 300}, 2000);
  const auto small = FitGammaGamma(customers);
  for (RepeatSpend& one : customers) one.mean *= 1e9;
  const auto large = FitGammaGamma(customers);
  ASSERT_THAT(small, IsOk());
  ASSERT_THAT(large, IsOk());
  EXPECT_NEAR(large->model.p, small->model.p, 1e-3 * small->model.p);
  EXPECT_NEAR(large->model.v / 1e9, small->model.v, 1e-3 * small->model.v);
}

TEST(GammaGamma, ExpectationLiesBetweenOwnMeanAndThatOfAll) {
  const double of_all = ExpectedSpend(kPublished, {});
  EXPECT_NEAR(of_all, 6.25 * 15.44 / 2.74, 1e-9);
  const double little_known = ExpectedSpend(kPublished, {1, 100});
  const double well_known = ExpectedSpend(kPublished, {50, 100});
  EXPECT_GT(little_known, of_all);
  EXPECT_GT(well_known, little_known);
  EXPECT_LT(well_known, 100);
}

TEST(GammaGamma, CorrelationIsPearsons) {
  EXPECT_DOUBLE_EQ(Correlation(std::vector<RepeatSpend>{{1, 10}, {2, 20}, {3, 30}}), 1);
  EXPECT_DOUBLE_EQ(Correlation(std::vector<RepeatSpend>{{1, 30}, {2, 20}, {3, 10}}), -1);
  EXPECT_DOUBLE_EQ(Correlation(std::vector<RepeatSpend>{{2, 30}, {2, 20}}), 0);
  EXPECT_NEAR(Correlation(std::vector<RepeatSpend>{{1, 1}, {2, 3}, {3, 2}}), 0.5, 1e-12);
}

TEST(GammaGamma, OfNobodyThereIsNoModel) {
  EXPECT_THAT(FitGammaGamma({}), StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace guanxi::analytics

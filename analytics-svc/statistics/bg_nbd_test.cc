#include "analytics-svc/statistics/bg_nbd.h"

#include <cmath>
#include <random>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/testing/published_data.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

const BgNbd kPublished = {0.243, 4.414, 0.793, 2.426};

std::vector<PurchaseHistory> PublishedCustomers() {
  std::vector<PurchaseHistory> customers;
  for (const auto& row : PublishedRows("clv/cdnow_customers_summary.csv")) {
    PurchaseHistory& one = customers.emplace_back();
    if (!absl::SimpleAtoi(row[1], &one.repeats) || !absl::SimpleAtod(row[2], &one.last) ||
        !absl::SimpleAtod(row[3], &one.age)) {
      return {};
    }
  }
  return customers;
}

// Customers who do as the model says.
std::vector<PurchaseHistory> Simulated(const BgNbd& model, int count, double age) {
  std::mt19937_64 random(20061231);
  std::vector<PurchaseHistory> customers;
  for (int i = 0; i < count; ++i) {
    const double rate = std::gamma_distribution<>(model.r, 1 / model.alpha)(random);
    const double one = std::gamma_distribution<>(model.a)(random);
    const double other = std::gamma_distribution<>(model.b)(random);
    const double leaves = one / (one + other);
    PurchaseHistory& history = customers.emplace_back();
    history.age = age;
    std::exponential_distribution<> wait(rate);
    for (double time = wait(random); time <= age; time += wait(random)) {
      history.last = time;
      ++history.repeats;
      if (std::uniform_real_distribution<>()(random) < leaves) break;
    }
  }
  return customers;
}

TEST(BgNbd, PublishedParametersAreReproduced) {
  const std::vector<PurchaseHistory> customers = PublishedCustomers();
  if (customers.empty()) GTEST_SKIP() << "the published data are not here";
  ASSERT_EQ(customers.size(), 2357u);
  const auto fit = FitBgNbd(customers);
  ASSERT_THAT(fit, IsOk());
  EXPECT_NEAR(fit->model.r, 0.243, 0.005 * 0.243);
  EXPECT_NEAR(fit->model.alpha, 4.414, 0.005 * 4.414);
  EXPECT_NEAR(fit->model.a, 0.793, 0.005 * 0.793);
  EXPECT_NEAR(fit->model.b, 2.426, 0.005 * 2.426);
  EXPECT_GE(fit->log_likelihood, -9582.4296);
  EXPECT_GE(fit->log_likelihood, LogLikelihood(kPublished, customers));
  EXPECT_FALSE(fit->is_at_bound);
}

TEST(BgNbd, ParametersOfSimulatedCustomersAreFound) {
  const BgNbd truth = {0.8, 6, 0.9, 3};
  const std::vector<PurchaseHistory> customers = Simulated(truth, 20000, 52);
  const auto fit = FitBgNbd(customers);
  ASSERT_THAT(fit, IsOk());
  EXPECT_NEAR(fit->model.r, truth.r, 0.05 * truth.r);
  EXPECT_NEAR(fit->model.alpha, truth.alpha, 0.07 * truth.alpha);
  EXPECT_NEAR(fit->model.a / (fit->model.a + fit->model.b), truth.a / (truth.a + truth.b), 0.02);
  EXPECT_GE(fit->log_likelihood, LogLikelihood(truth, customers));
}

TEST(BgNbd, TheUnitOfTimeDoesNotMatter) {
  std::vector<PurchaseHistory> customers = Simulated(kPublished, 2000, 52);
  const auto weeks = FitBgNbd(customers);
  for (PurchaseHistory& one : customers) {
    one.last *= 7 * 86400;
    one.age *= 7 * 86400;
  }
  const auto seconds = FitBgNbd(customers);
  ASSERT_THAT(weeks, IsOk());
  ASSERT_THAT(seconds, IsOk());
  EXPECT_NEAR(seconds->model.r, weeks->model.r, 1e-4 * weeks->model.r);
  EXPECT_NEAR(seconds->model.alpha, weeks->model.alpha * 7 * 86400, 60 * weeks->model.alpha * 7);
}

TEST(BgNbd, ExtremeHistoriesGiveFiniteFigures) {
  // A wholesaler who buys each day, somebody who bought twice within a day, and many who never came
  // back.
  std::vector<PurchaseHistory> customers(50, {0, 0, 3650});
  customers.push_back({3650, 3650, 3650});
  customers.push_back({3000, 3001, 3650});
  customers.push_back({1, 0.001, 3650});
  customers.push_back({1, 1, 1});
  const auto fit = FitBgNbd(customers);
  ASSERT_THAT(fit, IsOk());
  EXPECT_TRUE(std::isfinite(fit->log_likelihood));
  for (const PurchaseHistory& one : customers) {
    const double alive = ProbabilityAlive(fit->model, one).value_or(0.5);
    EXPECT_GE(alive, 0);
    EXPECT_LE(alive, 1);
    for (const double horizon : {1.0, 365.0, 36500.0}) {
      const double expected = ExpectedPurchases(fit->model, one, horizon);
      EXPECT_TRUE(std::isfinite(expected));
      EXPECT_GE(expected, 0);
    }
  }
}

TEST(BgNbd, WhereNobodyLeavesAnEndOfTheScaleIsSaid) {
  // All buy at their own steady rate to the last day.
  std::vector<PurchaseHistory> customers;
  for (int i = 1; i <= 200; ++i) {
    customers.push_back({4 + i % 9, 51.9, 52});
  }
  const auto fit = FitBgNbd(customers);
  ASSERT_THAT(fit, IsOk());
  EXPECT_TRUE(fit->is_at_bound);
  EXPECT_GT(*ProbabilityAlive(fit->model, {8, 51.9, 52}), 0.99);
}

TEST(BgNbd, ASinglePurchaseIsNotCalledAlive) {
  EXPECT_EQ(ProbabilityAlive(kPublished, {0, 0, 38.86}), std::nullopt);
}

TEST(BgNbd, WithoutRepeatsThereIsNoModel) {
  EXPECT_THAT(FitBgNbd(std::vector<PurchaseHistory>(10, {0, 0, 30})),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(FitBgNbd({}), StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace guanxi::analytics

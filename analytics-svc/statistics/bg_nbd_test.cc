#include "analytics-svc/statistics/bg_nbd.h"

#include <cmath>
#include <random>
#include <vector>

#include "absl/strings/numbers.h"
#include "analytics-svc/statistics/published_data.h"
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

// Gauss's hypergeometric function, as its series.
double Hypergeometric(double a, double b, double c, double z) {
  double sum = 1;
  double term = 1;
  for (int n = 0; std::abs(term) > 1e-16 * std::abs(sum); ++n) {
    term *= (a + n) * (b + n) / (c + n) / (n + 1) * z;
    sum += term;
  }
  return sum;
}

double ClosedForm(const BgNbd& m, const PurchaseHistory& one, double horizon) {
  const auto x = static_cast<double>(one.repeats);
  const double z = horizon / (m.alpha + one.age + horizon);
  const double sum = Hypergeometric(m.r + x, m.b + x, m.a + m.b + x - 1, z);
  return (m.a + m.b + x - 1) / (m.a - 1) *
         (1 - std::pow((m.alpha + one.age) / (m.alpha + one.age + horizon), m.r + x) * sum) *
         ProbabilityAlive(m, one).value_or(1);
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

// Of the note "Implementing the BG/NBD Model for Customer Base Analysis in Excel".
TEST(BgNbd, PublishedExpectationIsReproduced) {
  EXPECT_NEAR(ExpectedPurchases(kPublished, {2, 30.43, 38.86}, 39), 1.226, 0.0005);
}

TEST(BgNbd, ExpectationIsThatOfTheClosedForm) {
  for (const BgNbd& model : {kPublished, BgNbd{2, 10, 0.05, 3}, BgNbd{1.5, 3, 4, 9}}) {
    for (const PurchaseHistory& one : std::vector<PurchaseHistory>{
             {0, 0, 38.86}, {1, 1.71, 38.86}, {2, 30.43, 38.86}, {29, 37, 38.86}, {3, 5, 5}}) {
      for (const double horizon : {0.5, 13.0, 52.0}) {
        const double wanted = ClosedForm(model, one, horizon);
        EXPECT_NEAR(ExpectedPurchases(model, one, horizon), wanted, 1e-6 * wanted)
            << model.a << " " << one.repeats << " " << horizon;
      }
    }
  }
}

TEST(BgNbd, LongHorizonsAndShortOnesAgree) {
  // Up to 19 times what was watched by one way of reckoning, and a little more by another one.
  for (const double a : {0.2, 1.0, 3.0, 49.9}) {
    const BgNbd model = {0.7, 4, a, 2};
    const PurchaseHistory one = {3, 20, 36};
    const double below = ExpectedPurchases(model, one, 759.9);
    const double above = ExpectedPurchases(model, one, 760.1);
    EXPECT_GE(above, below);
    EXPECT_NEAR(above, below, 1e-3 * below);
  }
}

TEST(BgNbd, ExpectationIsSmoothWhereTheClosedFormHasAPole) {
  const PurchaseHistory one = {4, 20, 30};
  const double below = ExpectedPurchases({0.5, 5, 1 - 1e-4, 3}, one, 26);
  const double at = ExpectedPurchases({0.5, 5, 1, 3}, one, 26);
  const double above = ExpectedPurchases({0.5, 5, 1 + 1e-4, 3}, one, 26);
  EXPECT_GT(below, at);
  EXPECT_GT(at, above);
  EXPECT_NEAR(at, (below + above) / 2, 1e-7);
}

TEST(BgNbd, WhereAllLeaveAlikeTheExpectationIsThatOfOneProbability) {
  // A beta distribution that is all but a point, at 0.2.
  const BgNbd model = {0.9, 7, 2e4, 8e4};
  const PurchaseHistory one = {2, 20, 30};
  const double p = 0.2;
  const double wanted =
      (1 - std::pow((7 + 30) / (7 + 30 + p * 26), 0.9 + 2)) / p * *ProbabilityAlive(model, one);
  EXPECT_NEAR(ExpectedPurchases(model, one, 26), wanted, 1e-4 * wanted);
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

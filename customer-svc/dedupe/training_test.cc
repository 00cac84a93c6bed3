#include "customer-svc/dedupe/training.h"

#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "customer-svc/dedupe/linkage.h"
#include "customer-svc/dedupe/terms.h"
#include "gtest/gtest.h"

namespace guanxi::dedupe {
namespace {

using Found = std::vector<std::vector<uint32_t>>;

const Schema kSchema = {{"name", Kind::kPersonName},
                        {"birth", Kind::kDate},
                        {"email", Kind::kEmail},
                        {"city", Kind::kPlace}};

constexpr uint32_t kPeople = 300;
constexpr uint32_t kDoubles = 60;

// People of whom the first kDoubles stand there a second time, each with a slip somewhere.
class People {
 public:
  People() {
    for (uint32_t i = 0; i < kPeople; ++i) {
      rows_.push_back({absl::StrCat(Word(), " ", Word()),
                       absl::StrCat(1950 + Up(50), "0", 1 + Up(9), 10 + Up(18)),
                       absl::StrCat(Word(), "@example.com"), kCities[Up(4)]});
    }
    for (uint32_t i = 0; i < kDoubles; ++i) {
      std::vector<std::string> row = rows_[i];
      if (i % 3 == 0) row[2] = "";
      if (i % 3 == 1) row[1][7] = row[1][7] == '1' ? '2' : '1';
      std::swap(row[0][1], row[0][2]);
      rows_.push_back(row);
    }
    for (const auto& row : rows_) {
      records_.emplace_back();
      for (size_t field = 0; field < kSchema.size(); ++field) {
        records_.back().fields.emplace_back();
        Value value = MakeValue(kSchema[field].kind, row[field]);
        if (!value.text.empty()) records_.back().fields.back().push_back(std::move(value));
      }
      terms_.Add(records_.back());
      keys_.push_back(KeysOf(kSchema, records_.back()));
    }
    pairs_ = CandidatePairs(keys_, 0);
  }

  Model Trained() const { return Train({kSchema, records_, pairs_, 0}, terms_); }

  Found Clustered(const Model& model) const {
    return Clusters(records_.size(), pairs_, [&](uint32_t a, uint32_t b) {
      return Linked{Weigh(model, terms_, records_[a], records_[b]).weight, Bond::kNone};
    });
  }

 private:
  uint32_t Up(uint32_t to) { return static_cast<uint32_t>(numbers_() % to); }
  std::string Word() {
    std::string word;
    for (int i = 0; i < 4; ++i) {
      word.push_back("bcdfghklmnprst"[Up(14)]);
      word.push_back("aeiou"[Up(5)]);
    }
    return word;
  }

  static constexpr const char* kCities[] = {"London", "Leeds", "Bristol", "York"};
  std::mt19937_64 numbers_{7};  // NOLINT: the same people in every run
  std::vector<std::vector<std::string>> rows_;
  std::vector<Record> records_;
  Terms terms_{kSchema.size()};
  std::vector<std::vector<uint64_t>> keys_;
  std::vector<Pair> pairs_;
};

TEST(Train, FindsTheDoublesOfPeopleThatNobodyLabelled) {
  const People people;
  Found expected;
  for (uint32_t i = 0; i < kDoubles; ++i) expected.push_back({i, kPeople + i});
  EXPECT_EQ(people.Clustered(people.Trained()), expected);
}

TEST(Train, GivesTheSameModelTwice) {
  const People people;
  const Model one = people.Trained();
  const Model other = people.Trained();
  EXPECT_EQ(one.prior, other.prior);
  for (size_t field = 0; field < kSchema.size(); ++field) {
    EXPECT_EQ(one.fields[field].m, other.fields[field].m);
    EXPECT_EQ(one.fields[field].u, other.fields[field].u);
  }
}

TEST(Train, LearnsHowManyAreTheSameAndWhatTells) {
  const Model model = People().Trained();
  const double pairs = (kPeople + kDoubles) * (kPeople + kDoubles - 1) / 2.0;
  EXPECT_NEAR(ProbabilityOf(model.prior) * pairs, kDoubles, 6);
  // Of five people one or two live in the same city; hardly two have the same address of e-mail.
  EXPECT_NEAR(model.fields[3].u[kSame], .25, .05);
  EXPECT_LT(model.fields[2].u[kSame], .0005);
  EXPECT_GT(model.fields[2].m[kSame], .9);
}

TEST(Train, OfNothingIsUsual) {
  const Model model = Train({kSchema, {}, {}, 0}, Terms(kSchema.size()));
  EXPECT_EQ(model.fields.size(), kSchema.size());
  EXPECT_GT(model.fields[0].m[kSame], .7);
}

TEST(Weigh, AddsFieldsToThePriorAndExplainsEach) {
  const Model model = DefaultModel(kSchema, 1000);
  const Score nothing = Weigh(model, Agreements(4));
  EXPECT_EQ(nothing.weight, model.prior);
  Agreements agreements(4);
  agreements[2] = {kSame, kUnknownBits};
  const Score email = Weigh(model, agreements);
  EXPECT_GT(email.by_field[2], 10);
  EXPECT_EQ(email.by_field[0], 0);
  EXPECT_NEAR(email.weight, model.prior + email.by_field[2], 1e-9);
  agreements[0] = {kDifferent, 0};
  EXPECT_LT(Weigh(model, agreements).weight, email.weight - 5);
}

TEST(Weigh, FurtherWhereaboutsTellLess) {
  const Schema schema = {{"phones", Kind::kPhone}, {"addresses", Kind::kAddress}};
  const Model model = DefaultModel(schema, 1000);
  Agreements phone(2);
  phone[0] = {kSame, kUnknownBits};
  Agreements address(2);
  address[1] = {kSame, kUnknownBits};
  Agreements both = phone;
  both[1] = address[1];
  const double sum = Weigh(model, phone).weight + Weigh(model, address).weight - model.prior;
  EXPECT_LT(Weigh(model, both).weight, sum - 2);
  EXPECT_GT(Weigh(model, both).weight, Weigh(model, phone).weight);
}

}  // namespace
}  // namespace guanxi::dedupe

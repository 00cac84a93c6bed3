#include "customer-svc/relationship_rules.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Relationship;

constexpr char kCustomer[] = "customers/0196b0a0-0000-7000-8000-000000000001";
constexpr char kContact[] =
    "customers/0196b0a0-0000-7000-8000-000000000001/contacts/0196b0a0-0000-7000-8000-000000000002";
constexpr char kOther[] = "customers/0196b0a0-0000-7000-8000-000000000003";

Relationship Tie(Relationship::Type type) {
  Relationship tie;
  tie.set_name(std::string(kCustomer) + "/relationships/0196b0a0-0000-7000-8000-000000000009");
  tie.set_type(type);
  return tie;
}

std::vector<std::string> Wrong(const Relationship& tie) {
  Violations violations;
  CheckRelationship(tie, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus()))
    paths.push_back(one.path);
  return paths;
}

TEST(RelationshipRules, ExactlyOneTarget) {
  Relationship tie = Tie(Relationship::SUPPLIES);
  EXPECT_THAT(Wrong(tie), ElementsAre("target_customer"));
  tie.set_target_customer(kOther);
  EXPECT_THAT(Wrong(tie), IsEmpty());
  tie.set_target_contact(kContact);
  EXPECT_THAT(Wrong(tie), ElementsAre("target_customer"));
}

TEST(RelationshipRules, NobodyIsTiedToHimself) {
  Relationship tie = Tie(Relationship::PARTNERS_WITH);
  tie.set_target_customer(kCustomer);
  EXPECT_THAT(CheckTieOfTwo(tie), HasReason("INVALID_FIELD"));
  tie = Tie(Relationship::KNOWS);
  tie.set_source_contact(kContact);
  tie.set_target_contact(kContact);
  EXPECT_THAT(CheckTieOfTwo(tie), HasReason("INVALID_FIELD"));
  // A contact and his own customer are two.
  tie.clear_target_contact();
  tie.set_target_customer(kCustomer);
  EXPECT_THAT(CheckTieOfTwo(tie), IsOk());
}

TEST(RelationshipRules, LinesAreBetweenContacts) {
  Relationship tie = Tie(Relationship::DOTTED_LINE_TO);
  tie.set_target_customer(kOther);
  EXPECT_THAT(Wrong(tie), ElementsAre("source_contact", "target_contact"));
}

TEST(RelationshipRules, NumbersAreBounded) {
  Relationship tie = Tie(Relationship::INVESTS_IN);
  tie.set_target_customer(kOther);
  tie.set_weight(101);
  tie.set_share_basis_points(10001);
  EXPECT_THAT(Wrong(tie), ElementsAre("weight", "share_basis_points"));
  tie.set_weight(-1);
  tie.set_share_basis_points(-1);
  EXPECT_THAT(Wrong(tie), ElementsAre("weight", "share_basis_points"));
}

TEST(RelationshipRules, ItHoldsFromItsFirstDayToItsLast) {
  Relationship tie = Tie(Relationship::KNOWS);
  EXPECT_TRUE(HoldsOn(tie, absl::CivilDay(2026, 1, 1)));
  tie.mutable_valid_from_date()->set_year(2026);
  tie.mutable_valid_from_date()->set_month(3);
  tie.mutable_valid_from_date()->set_day(1);
  *tie.mutable_valid_to_date() = tie.valid_from_date();
  EXPECT_FALSE(HoldsOn(tie, absl::CivilDay(2026, 2, 28)));
  EXPECT_TRUE(HoldsOn(tie, absl::CivilDay(2026, 3, 1)));
  EXPECT_FALSE(HoldsOn(tie, absl::CivilDay(2026, 3, 2)));
  tie.mutable_valid_to_date()->set_year(2025);
  tie.set_target_customer(kOther);
  EXPECT_THAT(Wrong(tie), ElementsAre("valid_to_date"));
}

TEST(RelationshipRules, AWeightThatIsNotStatedIsTheMiddle) {
  Relationship tie = Tie(Relationship::KNOWS);
  EXPECT_EQ(WeightOf(tie), 50);
  tie.set_weight(7);
  EXPECT_EQ(WeightOf(tie), 7);
}

}  // namespace
}  // namespace guanxi::customer

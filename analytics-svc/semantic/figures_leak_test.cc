// That no figure tells of what its asker does not see: every member of every cube, asked for by
// somebody who reaches all records and sees no field of any, or masks alone. What is added to the
// model is asked for without a line here.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/source.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::IsSubsetOf;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAreArray;

// What a role says that gives all fields of all records that facts are made of this `access`, but
// for names and etags, which policies are not about.
std::string KeepingAll(const std::string& access) {
  std::string text;
  for (const Source* const source : Sources()) {
    const auto* const message = source->spec().prototype->GetDescriptor();
    const std::string& type = message->options().GetExtension(google::api::resource).type();
    for (int i = 0; i < message->field_count(); ++i) {
      const std::string& name = message->field(i)->name();
      if (name == "name" || name == "etag") continue;
      absl::StrAppend(&text, " field_policies {resource_type: '", type, "' path: '", name,
                      "' access: ", access, "}");
    }
  }
  return text;
}

// A question for one figure of a cube.
v1::Query For(const Cube& cube, const Measure& measure) {
  v1::Query query;
  query.add_measures(absl::StrCat(cube.name, ".", measure.name));
  if (measure.unit == Unit::kMoney) query.add_dimensions(absl::StrCat(cube.name, ".currency"));
  return query;
}

std::string NameOf(const Cube& cube, const Dimension& dimension) {
  return absl::StrCat(cube.name, ".", dimension.name);
}

bool IsAskable(const Cube& cube) { return !cube.only_joined && cube.name != kDepartmentCube; }

class FiguresLeakTest : public ::testing::TestWithParam<const char*> {
 protected:
  FiguresLeakTest() {
    context_.principal.tenant = DeriveUuid("tenant", "a");
    context_.custom_fields = {{"customers", "area"}, {"leads", "area"}};
    AskAsBlind();
  }

  void AskAsBlind() {
    context_.principal.rights = policy::RightsOfRole("users/0196b0a0-0000-7000-8000-000000000001",
                                                     KeepingAll(GetParam()), "analytics.read");
  }

  // Whether there would be an answer; why not, if not, must be that a field is not seen.
  bool IsAnswered(const v1::Query& query) {
    const absl::Status status = CompileQuery(query, context_).status();
    EXPECT_TRUE(status.ok() || Reason(status) == "FIELD_NOT_ALLOWED")
        << query.ShortDebugString() << ": " << status;
    return status.ok();
  }

  std::set<std::string> AnsweredMeasures() {
    std::set<std::string> answered;
    for (const Cube* const cube : Cubes()) {
      if (!IsAskable(*cube)) continue;
      for (const Measure& one : cube->measures) {
        const v1::Query query = For(*cube, one);
        if (IsAnswered(query)) answered.insert(query.measures(0));
      }
    }
    return answered;
  }

  std::set<std::string> AnsweredDimensions() {
    std::set<std::string> answered;
    for (const Cube* const cube : Cubes()) {
      if (!IsAskable(*cube)) continue;
      for (const Dimension& one : cube->dimensions) {
        v1::Query query;
        query.add_dimensions(NameOf(*cube, one));
        if (IsAnswered(query)) answered.insert(query.dimensions(0));
      }
    }
    for (const char* custom : {"customers.custom_area", "leads.custom_area"}) {
      v1::Query query;
      query.add_dimensions(custom);
      if (IsAnswered(query)) answered.insert(custom);
    }
    return answered;
  }

  QueryContext context_;
};

// Records that one reaches can be counted, and so can those that they lie below, which names say.
// Entries of a list in a record cannot: how many there are is the list's to say.
TEST_P(FiguresLeakTest, RecordsAreCountedAndNothingElse) {
  const std::set<std::string> by_names = {"interactions.customers", "wins.opportunities"};
  const std::set<std::string> answered = AnsweredMeasures();
  EXPECT_THAT(answered, IsSupersetOf({"customers.count", "opportunities.count"}));
  for (const Cube* const cube : Cubes()) {
    for (const Measure& one : cube->measures) {
      const std::string name = absl::StrCat(cube->name, ".", one.name);
      const bool is_of_records = one.aggregation == Aggregation::kCount && one.condition.empty() &&
                                 FindFactTable(cube->table)->item() == nullptr;
      if (is_of_records || by_names.count(name) != 0) continue;
      EXPECT_EQ(answered.count(name), 0u) << name;
    }
  }
}

// Names of records say below which they lie.
TEST_P(FiguresLeakTest, NothingIsCutButByWhatNamesSay) {
  EXPECT_THAT(AnsweredDimensions(),
              IsSubsetOf({"interactions.subject_type", "invoices.contract", "orders.customer",
                          "payment_plans.contract", "payments.contract"}));
}

TEST_P(FiguresLeakTest, NorByRecordsBesideThem) {
  for (const Cube* const cube : Cubes()) {
    if (cube->FindMeasure("count") == nullptr) continue;
    for (const Join& join : cube->joins) {
      if (join.cube.empty()) continue;
      for (const Dimension& one : FindCube(join.cube)->dimensions) {
        v1::Query query;
        query.add_measures(absl::StrCat(cube->name, ".count"));
        query.add_dimensions(NameOf(*FindCube(join.cube), one));
        EXPECT_FALSE(IsAnswered(query)) << query.ShortDebugString();
      }
    }
  }
}

TEST_P(FiguresLeakTest, NothingIsFilteredByWhatItIsNotCutBy) {
  const std::set<std::string> open = AnsweredDimensions();
  for (const Cube* const cube : Cubes()) {
    if (cube->FindMeasure("count") == nullptr) continue;
    for (const Dimension& one : cube->dimensions) {
      if (open.count(NameOf(*cube, one)) != 0) continue;
      v1::Query query;
      query.add_measures(absl::StrCat(cube->name, ".count"));
      query.add_filters()->set_member(NameOf(*cube, one));
      query.mutable_filters(0)->set_operator_(v1::QueryFilter::SET);
      EXPECT_FALSE(IsAnswered(query)) << query.ShortDebugString();
    }
  }
}

// Else the others would be kept for another reason.
TEST_P(FiguresLeakTest, WhoSeesEverythingIsAnswered) {
  context_.principal.rights = policy::AllRights();
  std::set<std::string> measures, dimensions = {"customers.custom_area", "leads.custom_area"};
  for (const Cube* const cube : Cubes()) {
    if (!IsAskable(*cube)) continue;
    for (const Measure& one : cube->measures) {
      measures.insert(absl::StrCat(cube->name, ".", one.name));
    }
    for (const Dimension& one : cube->dimensions) dimensions.insert(NameOf(*cube, one));
  }
  EXPECT_THAT(AnsweredMeasures(), UnorderedElementsAreArray(measures));
  EXPECT_THAT(AnsweredDimensions(), UnorderedElementsAreArray(dimensions));
}

INSTANTIATE_TEST_SUITE_P(Access, FiguresLeakTest, ::testing::Values("HIDDEN", "MASKED"),
                         [](const auto& access) { return std::string(access.param); });

}  // namespace
}  // namespace guanxi::analytics

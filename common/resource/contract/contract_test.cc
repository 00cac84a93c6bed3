// The contract holds for the workshop's resources, and finds every fault that is planted in them.
#include "common/resource/contract/contract.h"

#include <memory>
#include <set>
#include <string>

#include "common/resource/contract/faults.h"
#include "common/resource/contract/league.h"
#include "gtest/gtest.h"

namespace guanxi::contract {
namespace {

constexpr char kPackage[] = "guanxi.resource.testing.";

// One server for all tests.
class LeagueTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { league_ = std::make_unique<League>(); }
  static void TearDownTestSuite() { league_.reset(); }

  // As it is, or with a fault on the way to it.
  static Findings Find(const std::string& resource, const std::string& check, const Bend& bend) {
    Grounds grounds = league_->grounds();
    FaultyCaller caller(grounds.caller, bend);
    grounds.caller = &caller;
    World world(grounds);
    return FindingsOf(&world, {kPackage + resource, check});
  }

  static std::unique_ptr<League> league_;
};

std::unique_ptr<League> LeagueTest::league_;

TEST_F(LeagueTest, TheWorkshopHoldsIt) {
  World world(league_->grounds());
  for (const Case& one : CasesOf(league_->grounds().resources)) {
    SCOPED_TRACE(::testing::PrintToString(one));
    RunCase(&world, one);
  }
}

TEST_F(LeagueTest, EveryPlantedFaultIsFound) {
  for (const Fault& fault : AllFaults()) {
    EXPECT_FALSE(Find(fault.resource, fault.check, fault.bend).all().empty()) << fault;
  }
}

TEST_F(LeagueTest, EveryCheckHasAFault) {
  std::set<std::string> planted = {"CustomFilters"};  // no resource here has custom fields
  for (const Fault& fault : AllFaults()) planted.insert(fault.check);
  for (const Check& check : AllChecks()) {
    EXPECT_EQ(planted.count(check.name), 1) << check.name;
  }
}

}  // namespace
}  // namespace guanxi::contract

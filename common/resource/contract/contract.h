// The contract of resources as tests: every check for every resource to which it applies. README.md
// shows a service's contract_test.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_CONTRACT_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_CONTRACT_H_

#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "common/resource/contract/checks.h"
#include "common/resource/contract/house.h"
#include "common/resource/contract/world.h"
#include "gtest/gtest.h"

namespace guanxi::contract {

struct Case {
  std::string message;  // of the resource
  std::string check;

  friend std::ostream& operator<<(std::ostream& out, const Case& one) {
    return out << one.message << " " << one.check;
  }
};

// Of all resources of a schema, linked.
std::vector<Case> CasesOf(const std::vector<const resource::Resource*>& resources);
// "Customer_UpdateMask".
std::string CaseName(const ::testing::TestParamInfo<Case>& info);

// A service, served, and its resources.
struct Stage {
  Stage(const std::string& migrations, const MakeServices& make_services,
        std::vector<const resource::Resource*> resources, std::vector<Sample> samples,
        std::map<std::string, MakeForeign> foreign = {},
        const HouseOptions& options = HouseOptions());

  // The name of a new record of a type, with no more than it needs. Ends the process on an error.
  std::string MakeRecord(const std::string& full_type, const Who& who);

  House house;
  World world;
};

// Everything that the check finds, in a tenant of its own.
Findings FindingsOf(World* world, const Case& one);
// Fails the test for each of them.
void RunCase(World* world, const Case& one);

// A service's tests derive from it and make the stage in SetUpTestSuite.
class ContractTest : public ::testing::TestWithParam<Case> {
 protected:
  static void TearDownTestSuite() { stage_.reset(); }

  void CheckCase() { RunCase(&stage_->world, GetParam()); }

  inline static std::unique_ptr<Stage> stage_;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_CONTRACT_H_

#include "common/resource/contract/contract.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace guanxi::contract {

std::vector<Case> CasesOf(const std::vector<const resource::Resource*>& resources) {
  Grounds grounds;
  grounds.resources = resources;
  const World world(grounds);
  std::vector<Case> cases;
  for (const auto& kind : world.kinds()) {
    for (const Check& check : AllChecks()) {
      if (check.applies(*kind)) {
        cases.push_back({kind->type().descriptor()->full_name(), check.name});
      }
    }
  }
  return cases;
}

std::string CaseName(const ::testing::TestParamInfo<Case>& info) {
  const std::string& message = info.param.message;
  return absl::StrCat(message.substr(message.rfind('.') + 1), "_", info.param.check);
}

Stage::Stage(const std::string& migrations, const MakeServices& make_services,
             std::vector<const resource::Resource*> resources, std::vector<Sample> samples,
             std::map<std::string, MakeForeign> foreign, const HouseOptions& options)
    : house(migrations, make_services, options), world([&] {
        Grounds grounds = house.grounds(std::move(resources), std::move(samples));
        grounds.foreign = std::move(foreign);
        return grounds;
      }()) {}

std::string Stage::MakeRecord(const std::string& full_type, const Who& who) {
  Form bare;
  bare.bare = true;
  return Subject(&world, world.OfType(full_type), who).Add(bare).value().name();
}

Findings FindingsOf(World* world, const Case& one) {
  Subject subject(world, world->OfMessage(one.message),
                  {absl::StrCat(one.message, ".", one.check, ".", world->Serial())});
  Findings findings;
  CheckOf(one.check).run(subject, findings);
  return findings;
}

void RunCase(World* world, const Case& one) {
  const Findings findings = FindingsOf(world, one);
  for (const std::string& fault : findings.all()) ADD_FAILURE() << fault;
}

}  // namespace guanxi::contract

// Prints made-up customers as CSV.
//
//   make_customers --rows N [--seed S] [--system NAME] [--tag NAME] [--groups] >FILE
//   make_customers --directory >FILE      whose they are, a line each: `user NAME`, `department
//   NAME`, `head NAME GROUP`, `below NAME GROUP`
#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "bench/population.h"

ABSL_FLAG(int64_t, rows, 1000, "how many customers");
ABSL_FLAG(uint64_t, seed, 1, "the same seed gives the same customers");
ABSL_FLAG(std::string, system, "bench", "the system of their external ids");
ABSL_FLAG(std::string, tag, "", "a tag (tags/{tag}) that every fifth customer gets");

ABSL_FLAG(bool, groups, false, "put customers into large groups of departments, too");
ABSL_FLAG(bool, directory, false, "print the owners and departments instead");

namespace {

int PrintDirectory() {
  using guanxi::bench::Population;
  for (const std::string& name : Population::Departments()) {
    std::printf("department %s\n", name.c_str());
  }
  for (const auto& group : Population::kGroups) {
    std::printf("head %s %s\n", Population::HeadOf(group).c_str(), group.name);
    for (const std::string& name : Population::DepartmentsOf(group)) {
      std::printf("below %s %s\n", name.c_str(), group.name);
    }
  }
  for (const std::string& name : Population::Owners()) std::printf("user %s\n", name.c_str());
  return std::fclose(stdout) == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  if (absl::GetFlag(FLAGS_directory)) return PrintDirectory();
  guanxi::bench::Population population(absl::GetFlag(FLAGS_seed), absl::GetFlag(FLAGS_system));
  population.set_tag(absl::GetFlag(FLAGS_tag));
  if (absl::GetFlag(FLAGS_groups)) population.set_rows(absl::GetFlag(FLAGS_rows));
  std::fputs(population.CsvHeader().c_str(), stdout);
  for (int64_t i = 0; i < absl::GetFlag(FLAGS_rows); ++i) {
    std::fputs(population.CsvLine(population.Next()).c_str(), stdout);
  }
  return std::fclose(stdout) == 0 ? 0 : 1;
}

// The made-up customers of the benchmark.
#ifndef GUANXI_BENCH_POPULATION_H_
#define GUANXI_BENCH_POPULATION_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/testing/names.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::bench {

// A tenant's customers, the same for the same seed: organisations with a Chinese name, a mobile
// number, an e-mail address, an external id, an owner, a department and a stage. 1,000 users own
// them, and the first of these every tenth one; 20 departments share them evenly, but for those of
// groups (set_rows). Not thread-safe.
class Population {
 public:
  // `system` is that of the external ids, which count from 1.
  Population(uint64_t seed, std::string system) : names_(seed), system_(std::move(system)) {}

  customer::v1::Customer Next();
  // From now on every fifth customer has this tag, which must exist where they are stored; "" for
  // none.
  void set_tag(std::string tag) { tag_ = std::move(tag); }

  // 500 departments below one, which hold a part of the customers: those that were made first, or
  // some at all times.
  struct Group {
    const char* name;  // "broad_oldest"
    double share;
    bool oldest;
  };
  static constexpr Group kGroups[] = {{"narrow_oldest", 0.001, true}, {"middle_oldest", 0.05, true},
                                      {"broad_oldest", 0.25, true},   {"narrow_spread", 0.001, false},
                                      {"middle_spread", 0.05, false}, {"broad_spread", 0.25, false}};
  static std::string HeadOf(const Group& group);
  static std::vector<std::string> DepartmentsOf(const Group& group);
  // From the first one on customers are of groups, too; there will be so many in all.
  void set_rows(int64_t rows) { rows_ = rows; }

  // All users and departments that may stand in a customer, but for those of groups.
  static std::vector<std::string> Owners();
  static std::vector<std::string> Departments();
  // The user with the most customers, and a department.
  static std::string BusiestOwner() { return Owner(0); }
  static std::string SomeDepartment() { return Department(0); }

  // As CSV, with line ends: the header, and a customer of this population.
  std::string CsvHeader() const;
  std::string CsvLine(const customer::v1::Customer& customer) const;

 private:
  // Of the customer that comes now.
  std::string SomeDepartmentOfAll();
  static std::string DepartmentOf(const Group& group, size_t i);
  static std::string Owner(size_t i);
  static std::string Department(size_t i);

  NameGenerator names_;
  const std::string system_;
  std::string tag_;
  int64_t count_ = 0;
  int64_t rows_ = 0;  // 0: nobody is of a group
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_POPULATION_H_

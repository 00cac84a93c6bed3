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
// them, and the first of these every tenth one; 20 departments share them evenly. Not thread-safe.
class Population {
 public:
  // `system` is that of the external ids, which count from 1.
  Population(uint64_t seed, std::string system) : names_(seed), system_(std::move(system)) {}

  customer::v1::Customer Next();
  // From now on every fifth customer has this tag, which must exist where they are stored; "" for
  // none.
  void set_tag(std::string tag) { tag_ = std::move(tag); }

  // All users and departments that may stand in a customer.
  static std::vector<std::string> Owners();
  static std::vector<std::string> Departments();
  // The user with the most customers, and a department.
  static std::string BusiestOwner() { return Owner(0); }
  static std::string SomeDepartment() { return Department(0); }

  // As CSV, with line ends: the header, and a customer of this population.
  std::string CsvHeader() const;
  std::string CsvLine(const customer::v1::Customer& customer) const;

 private:
  static std::string Owner(size_t i);
  static std::string Department(size_t i);

  NameGenerator names_;
  const std::string system_;
  std::string tag_;
  int64_t count_ = 0;
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_POPULATION_H_

// Made-up names for tests and benchmarks.
#ifndef GUANXI_COMMON_TESTING_NAMES_H_
#define GUANXI_COMMON_TESTING_NAMES_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace guanxi {

// Plausible names of no company and no person in particular. The same seed gives the same names on
// every machine. Not thread-safe.
//
// Regions, surnames and lines of business occur about as unevenly as in real lists, polyphones such
// as 重庆, 长沙, 银行, 曾 and 单 among them; about one brand in a million repeats.
class NameGenerator {
 public:
  explicit NameGenerator(uint64_t seed) : state_(seed) {}

  // "杭州云帆网络科技有限公司", some with a branch, brackets or a Latin brand.
  std::string Company();
  // "曾国强", "欧阳静".
  std::string Person();
  // "Northwind Trading Ltd".
  std::string ForeignCompany();

  // Uniform in [0, bound).
  size_t Uniform(size_t bound);

 private:
  uint64_t Next();

  uint64_t state_;
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_NAMES_H_

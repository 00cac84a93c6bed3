// What the tests of services' declared list paths share.
#ifndef GUANXI_COMMON_RESOURCE_LIST_PATH_TESTING_H_
#define GUANXI_COMMON_RESOURCE_LIST_PATH_TESTING_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/methods.h"
#include "common/resource/page_reads.h"
#include "common/resource/resource.h"
#include "gtest/gtest.h"

namespace guanxi::resource {

// `Service` is a service as its tests have it: `database` and `call()`.
template <typename Service>
class ListPathFixture : public ::testing::Test {
 protected:
  // Of a page far behind the beginning unless the test says otherwise; see page_reads.h.
  template <typename Response, typename Request>
  void ExpectReadsItsPage(const Methods& methods, const Request& request, int reads_per_row = 1,
                          int skipped = 930) {
    resource::ExpectReadsItsPage<Response>(service_.database.get(), methods, service_.call(),
                                           request, skipped, reads_per_row);
  }
  static size_t PathsOf(const std::unique_ptr<const Resource>& resource) {
    return resource->type().list_paths().size();
  }
  static std::string Equal(const char* field, const std::string& value) {
    return absl::StrCat(field, " = \"", value, "\"");
  }

  Service service_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIST_PATH_TESTING_H_

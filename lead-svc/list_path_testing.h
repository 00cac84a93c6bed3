// What the tests of list paths share.
#ifndef GUANXI_LEAD_SVC_LIST_PATH_TESTING_H_
#define GUANXI_LEAD_SVC_LIST_PATH_TESTING_H_

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/page_reads.h"
#include "gtest/gtest.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {

class ListPathTest : public ::testing::Test {
 protected:
  template <typename Response, typename Request>
  void ExpectReadsItsPage(const resource::Methods& methods, const Request& request,
                          int reads_per_row = 1) {
    resource::ExpectReadsItsPage<Response>(service_.database.get(), methods, service_.call(),
                                           request, /*skipped=*/930, reads_per_row);
  }
  static size_t PathsOf(const std::unique_ptr<const resource::Resource>& resource) {
    return resource->type().list_paths().size();
  }
  static std::string Equal(const char* field, const std::string& value) {
    return absl::StrCat(field, " = \"", value, "\"");
  }

  TestService service_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LIST_PATH_TESTING_H_

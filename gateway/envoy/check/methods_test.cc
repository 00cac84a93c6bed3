#include "gateway/envoy/check/methods.h"

#include <string>

#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

const std::string_view kAll[] = {"v1", "customers"}, kOne[] = {"v1", "customers", "*"},
                       kMe[] = {"v1", "customers", "me"}, kFile[] = {"v1", "files", "**"};
const Type kRequest = {Kind::kMessage};

Method Make(std::string_view verb, List<std::string_view> path, std::string_view custom = "",
            std::string_view body = "") {
  return {verb, path, custom, &kRequest, body, false, false, {}};
}

class MethodsTest : public ::testing::Test {
 protected:
  // The number of the method that is found, -1 if none is.
  int Number(std::string_view verb, std::string_view path) const {
    const Method* const method = methods_.FindMethod(verb, path);
    return method != nullptr ? static_cast<int>(method - list_) : -1;
  }

  const Method list_[6] = {Make("GET", {kAll, 2}), Make("POST", {kAll, 2}, "", "*"),
                           Make("GET", {kOne, 3}), Make("POST", {kOne, 3}, "undelete", "*"),
                           Make("GET", {kMe, 3}),  Make("GET", {kFile, 3})};
  const Api api_ = {{list_, 6}, {}, {}};
  const Methods methods_{api_};
};

TEST_F(MethodsTest, VerbPathAndCustomTextFindThem) {
  EXPECT_EQ(Number("GET", "/v1/customers"), 0);
  EXPECT_EQ(Number("POST", "/v1/customers"), 1);
  EXPECT_EQ(Number("GET", "/v1/customers/1"), 2);
  EXPECT_EQ(Number("POST", "/v1/customers/1:undelete"), 3);
  EXPECT_EQ(Number("GET", "/v1/customers/me"), 4);
  EXPECT_EQ(Number("GET", "/v1/files/a/b/c"), 5);
  EXPECT_EQ(Number("GET", "/v1/customers/a:b"), 2);
}

TEST_F(MethodsTest, NothingElseIsFound) {
  for (const char* path : {"", "/", "//", "*", "/v1", "/v1/customers/", "/v1//customers",
                           "/v1/customers/1/2", "/v1/customers:undelete", "/V1/customers", ":"}) {
    EXPECT_EQ(Number("GET", path), -1) << path;
  }
  EXPECT_EQ(Number("HEAD", "/v1/customers"), -1);
  EXPECT_EQ(Number("GET", "/v1/customers/1:undelete"), -1);
}

TEST_F(MethodsTest, TheLogHasOnlyUuidsOfPaths) {
  const auto log = [this](int number, std::string_view path) {
    return PathForLog(list_[number], path);
  };
  EXPECT_EQ(log(0, "/v1/customers"), "/v1/customers");
  EXPECT_EQ(log(2, "/v1/customers/Li-Ming"), "/v1/customers/*");
  const std::string uuid = "0192a1b2-c3d4-7000-8000-0123456789ab";
  EXPECT_EQ(log(2, "/v1/customers/" + uuid), "/v1/customers/" + uuid);
  EXPECT_EQ(log(3, "/v1/customers/" + uuid + ":undelete"), "/v1/customers/" + uuid + ":undelete");
  EXPECT_EQ(log(5, "/v1/files/a/b"), "/v1/files/**");
}

// Filters between the check and the log may have changed the path.
TEST_F(MethodsTest, AnotherPathIsLoggedAsTheMethods) {
  for (const char* path : {"", "/", "a", "/v1"}) {
    EXPECT_EQ(PathForLog(list_[3], path), "/v1/customers/*:undelete") << path;
  }
}

TEST_F(MethodsTest, BodiesAreWhatTheRuleSays) {
  EXPECT_EQ(BodyShape(list_[1]).type, &kRequest);
  EXPECT_EQ(BodyShape(list_[0]).type->kind, Kind::kMessage);
  EXPECT_EQ(BodyShape(list_[0]).type->fields.count, 0u);
}

}  // namespace
}  // namespace guanxi::edge

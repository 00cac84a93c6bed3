#include "gateway/envoy/check/url.h"

#include <string>

#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

const Type kText = {Kind::kText};
const Field kInner[] = {{"displayName", "display_name", &kText, 0, false},
                        {"display_name", "display_name", &kText, 0, false}};
const Type kCustomer = {Kind::kMessage, {kInner, 2}};
const Field kOuter[] = {{"customer", "customer", &kCustomer, 0, false},
                        {"etag", "etag", &kText, 1, false},
                        {"name", "name", &kText, 2, false},
                        {"tags", "tags", &kText, 3, true},
                        {"view", "view", &kCustomer, 4, false}};
const Type kRequest = {Kind::kMessage, {kOuter, 5}};
const std::string_view kBound[] = {"name"};

// "field: text" of the fault, or "".
std::string FaultOf(std::string_view query, std::string_view body = "customer") {
  const Method method = {"PATCH", {}, "", &kRequest, body, false, false, {kBound, 1}};
  const auto fault = CheckQuery(method, query);
  return fault ? fault->field + ": " + fault->text : "";
}

TEST(UrlTest, WhatNothingElseSetsIsTaken) {
  for (const char* query : {"", "&&", "etag=1", "etag=", "tags=a&tags=b", "%65tag=1",
                            "view.displayName=x", "view.display_name=x&etag=1"}) {
    EXPECT_EQ(FaultOf(query), "") << query;
  }
}

TEST(UrlTest, WhatContradictsIsRefused) {
  const std::string path = ": is part of the path and cannot be a query parameter as well";
  const std::string body = ": belongs into the body and cannot be a query parameter";
  const std::string none = ": there is no such query parameter";
  EXPECT_EQ(FaultOf("name=1"), "name" + path);
  EXPECT_EQ(FaultOf("n%61me=1"), "name" + path);
  EXPECT_EQ(FaultOf("customer.displayName=1"), "customer.displayName" + body);
  EXPECT_EQ(FaultOf("etag=1", "*"), "etag" + body);
  EXPECT_EQ(FaultOf("etag=1&etag=2"), "etag: is given twice");
  EXPECT_EQ(FaultOf("view.displayName=1&view.display_name=2"), "view.display_name: is given twice");
  for (const char* query :
       {"nosuch=1", "etag.x=1", "tags.x=1", "view.=1", ".view=1", "view..x=1"}) {
    EXPECT_EQ(FaultOf(query).substr(FaultOf(query).find(':')), none) << query;
  }
}

// The transcoder drops them without a word.
TEST(UrlTest, WhatHasNoValueIsRefused) {
  const std::string none = ": needs an equals sign and a value behind it";
  EXPECT_EQ(FaultOf("etag"), "etag" + none);
  EXPECT_EQ(FaultOf("tags=a&view.displayName&tags=b"), "view.displayName" + none);
}

TEST(UrlTest, APartBesideItsWholeIsRefused) {
  const std::string twice = ": is given twice, as a whole and in parts";
  EXPECT_EQ(FaultOf("view=1&view.displayName=2"), "view.displayName" + twice);
  EXPECT_EQ(FaultOf("view.displayName=2&etag=1&view=1"), "view" + twice);
}

TEST(UrlTest, NamesThatCouldHarmAreToldByTheirLength) {
  EXPECT_EQ(FaultOf("a%22b=1"), "(a name of 3 bytes): there is no such query parameter");
  EXPECT_EQ(FaultOf("a+b=1"), "(a name of 3 bytes): there is no such query parameter");
}

TEST(UrlTest, OnlyWholeEscapesAreDecoded) {
  EXPECT_EQ(PercentDecoded("%41%4%zz%e5%8"), "A%4%zz\xe5%8");
  EXPECT_EQ(PercentDecoded("%"), "%");
}

}  // namespace
}  // namespace guanxi::edge

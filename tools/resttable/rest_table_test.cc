#include "tools/resttable/rest_table.h"

#include "gmock/gmock.h"
#include "google/api/annotations.pb.h"
#include "google/api/httpbody.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::resttable {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Print = std::string (*)(const std::vector<const google::protobuf::FileDescriptor*>& files);

// The table, or why there is none.
std::string TableOf(const std::vector<const google::protobuf::FileDescriptor*>& files) {
  const auto table = RestTable(files);
  return table.ok() ? *table : table.status().ToString();
}

// What `print` says of a service with one method that takes `In`, whose fields these are.
std::string Table(const std::string& rule, const std::string& fields = "",
                  const std::string& method = "input_type: '.t.In'", Print print = TableOf) {
  google::api::HttpBody::descriptor();  // links them in
  google::protobuf::Any::descriptor();
  google::protobuf::Struct::descriptor();
  google::protobuf::FileDescriptorProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(name: "t.proto" package: "t" syntax: "proto3"
         dependency: ["google/api/annotations.proto", "google/api/httpbody.proto",
                      "google/protobuf/any.proto", "google/protobuf/struct.proto"]
         message_type { name: "Unreached" }
         message_type { name: "In" field { name: "parent_name" number: 1 type: TYPE_STRING
                                           label: LABEL_OPTIONAL } )" +
          fields + "} service { name: 'S' method { name: 'M' output_type: '.t.In' " + method +
          " options { [google.api.http] { " + rule + " } } } }",
      &proto));
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const auto* file = pool.BuildFile(proto);
  EXPECT_NE(file, nullptr);
  return print({file});
}

std::string Field(const std::string& name, const std::string& type) {
  return "field { name: '" + name + "' number: 2 label: LABEL_OPTIONAL type: TYPE_MESSAGE " +
         "type_name: '." + type + "' }";
}

TEST(RestTableTest, APathIsTakenApart) {
  EXPECT_THAT(Table("post: '/v1/{parent_name=a/*}/{id}/b/**:undo' body: '*'"),
              AllOf(HasSubstr(R"(kPath0[] = {
    "v1",
    "a",
    "*",
    "*",
    "b",
    "**"};)"),
                    HasSubstr(R"(kBound0[] = {
    "parent_name",
    "id"};)"),
                    HasSubstr(R"({"POST", {kPath0, 6}, "undo", &kTypes[7], "*", false, false, )"
                              R"({kBound0, 2}})")));
}

TEST(RestTableTest, AdditionalBindingsAreMethodsToo) {
  EXPECT_THAT(Table("get: '/a' additional_bindings { delete: '/b' }"),
              AllOf(HasSubstr(R"({"GET", {kPath0, 1})"), HasSubstr(R"({"DELETE", {kPath1, 1})")));
}

TEST(RouteListTest, NamesTheMethodAndAllItsPaths) {
  EXPECT_EQ(
      Table("post: '/v1/{parent_name=a/*}/b:undo' body: '*' additional_bindings { get: '/c' }", "",
            "input_type: '.t.In' server_streaming: true", RouteList),
      R"([
{"rpc":"/t.S/M","stream":true,"paths":["/v1/a/*/b:undo","/c"]}
]
)");
}

TEST(RestTableTest, BothSpellingsLeadToOneFieldInOrder) {
  EXPECT_THAT(Table("get: '/a'"),
              AllOf(HasSubstr(R"(kFields7[] = {
    {"parentName", "parent_name", &kTypes[2], 0, false},
    {"parent_name", "parent_name", &kTypes[2], 0, false}};)"),
                    HasSubstr("{Kind::kMessage, {kFields7, 2}}"),
                    HasSubstr(R"({"t.In", &kTypes[7]})"), Not(HasSubstr("Unreached"))));
}

TEST(RestTableTest, FreeJsonAndAnyAreKnown) {
  EXPECT_THAT(Table("get: '/a'", Field("x", "google.protobuf.Value")),
              HasSubstr(R"({"x", "x", &kTypes[0], 1, false})"));
  EXPECT_THAT(Table("get: '/a'", Field("x", "google.protobuf.Struct")),
              HasSubstr(R"({"x", "x", &kTypes[5], 1, false})"));
  EXPECT_THAT(Table("get: '/a'", Field("x", "google.protobuf.ListValue")),
              HasSubstr(R"({"x", "x", &kTypes[6], 1, false})"));
  EXPECT_THAT(Table("get: '/a'", Field("x", "google.protobuf.Any")),
              AllOf(HasSubstr(R"({"x", "x", &kTypes[1], 1, false})"),
                    Not(HasSubstr("\"google.protobuf.Any\""))));
}

TEST(RestTableTest, TypesSayWhatJsonTheyAre) {
  const auto scalar = [](const std::string& label, const std::string& type) {
    return Table("get: '/a'",
                 "enum_type { name: 'Color' value { name: 'NONE' number: 0 } "
                 "value { name: 'RED' number: 1 } } field { name: 'x' number: 2 "
                 "label: LABEL_" +
                     label + " type: TYPE_" + type + " }");
  };
  EXPECT_THAT(scalar("OPTIONAL", "INT64"), HasSubstr(R"({"x", "x", &kTypes[3], 1, false})"));
  EXPECT_THAT(scalar("OPTIONAL", "BOOL"), HasSubstr(R"({"x", "x", &kTypes[4], 1, false})"));
  EXPECT_THAT(scalar("REPEATED", "STRING"), HasSubstr(R"({"x", "x", &kTypes[2], 1, true})"));
  EXPECT_THAT(scalar("OPTIONAL", "ENUM type_name: '.t.In.Color'"),
              AllOf(HasSubstr(R"({"x", "x", &kTypes[8], 1, false})"),
                    HasSubstr(R"({Kind::kWord, {}, nullptr, {kWords8, 2}, "NONE, RED"})")));
}

TEST(RestTableTest, BytesAndStreamsAreNoJson) {
  const std::string rule = "post: '/a' body: 'x'";
  const auto raw = HasSubstr(R"("x", true, )");
  EXPECT_THAT(Table(rule, Field("x", "google.api.HttpBody")), raw);
  EXPECT_THAT(Table(rule, Field("x", "google.protobuf.Struct")), Not(raw));
  EXPECT_THAT(Table("post: '/a' body: '*'", "", "input_type: '.t.In' client_streaming: true"),
              HasSubstr(R"("*", true, true, )"));
}

TEST(RestTableTest, EveryMethodIsListedByItsGrpcPath) {
  EXPECT_THAT(Table("get: '/a'"), HasSubstr(R"({"/t.S/M", false})"));
}

// More could not be told apart by the check.
TEST(RestTableTest, MessagesOfTooManyFieldsAreRefused) {
  std::string fields;
  for (int i = 2; i < 256; ++i) {
    const std::string number = std::to_string(i);
    fields += "field { name: 'f" + number + "' number: " + number +
              " label: LABEL_OPTIONAL type: TYPE_BOOL }";
  }
  EXPECT_THAT(Table("get: '/a'", fields), HasSubstr("t.In has more than 254 fields"));
}

}  // namespace
}  // namespace guanxi::resttable

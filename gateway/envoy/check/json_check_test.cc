#include "gateway/envoy/check/json_check.h"

#include <string>

#include "gateway/envoy/check/fields.h"
#include "gateway/envoy/check/table.h"
#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

// "REASON at field" of a body of edge_test.Kinds, or "" if it passes.
std::string FaultOf(const std::string& body) {
  const NamedType* const kinds = Find(LinkedApi().messages, &NamedType::name, "edge_test.Kinds");
  const auto fault = CheckJson(body, LinkedApi(), {kinds->type});
  return fault ? fault->reason + " at " + fault->field : "";
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string Nested(int levels) {
  return R"({"freeValue":)" + Repeated("[", levels) + "1" + Repeated("]", levels) + "}";
}

TEST(JsonCheckTest, WhatTheTypesSayPasses) {
  for (const char* body :
       {"{}", " {} ", R"({"text":"a","big_number":"7","isTrue":true,"color":"RED","ratio":0.5})",
        R"({"children":[{"text":"a"},{}],"labels":{"text":"a","Text":"b"},"names":[]})",
        R"({"free":{"a":[1,{"b":null}]},"at":"2026-01-01T00:00:00Z","wrapped":7})",
        R"({"any":{"text":"x","@type":"a/edge_test.Leaf"}})",
        R"({"any":{"@type":"a/no.such.Type","anything":[1]}})", R"({"text":null,"names":"a"})"}) {
    EXPECT_EQ(FaultOf(body), "") << body;
  }
}

TEST(JsonCheckTest, FaultsHaveTheirPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"nosuch":1})", "INVALID_FIELD at nosuch"},
      {R"({"children":[{},{"nosuch":1}]})", "INVALID_FIELD at children[1].nosuch"},
      {R"({"text":"a","text":"b"})", "INVALID_FIELD at text"},
      {R"({"bigNumber":1,"big_number":2})", "INVALID_FIELD at big_number"},
      {R"({"free":{"a":1,"\u0061":2}})", "INVALID_FIELD at free.\\u0061"},
      {R"({"text":1})", "INVALID_FIELD at text"},
      {R"({"color":"BLUE"})", "INVALID_FIELD at color"},
      {R"({"names":["a",1]})", "INVALID_FIELD at names[1]"},
      {R"({"any":{"@type":"a/edge_test.Leaf","nosuch":1}})", "INVALID_FIELD at any.nosuch"},
      {R"({text:"a"})", "INVALID_JSON at "},
      {R"({"free":{"n":NaN}})", "INVALID_JSON at free.n"},
      {R"({"text":"\ud800"})", "INVALID_JSON at text"},
      {R"({"text":"a",})", "INVALID_JSON at "},
      {R"({"text":"a"}{})", "INVALID_JSON at "},
      {"[]", "INVALID_JSON at "},
      {"{\"text\":\"\xff\"}", "INVALID_JSON at "},
      {"\xEF\xBB\xBF{}", "INVALID_JSON at "},
      {R"({"names":[)", "INVALID_JSON at names[0]"},
      {"{", "INVALID_JSON at "},
  };
  for (const auto& [body, fault] : cases) EXPECT_EQ(FaultOf(body), fault) << body;
}

// What the transcoder would refuse without saying which field it is.
TEST(JsonCheckTest, TextsOfNumbersTimesAndDurationsHaveTheirForm) {
  for (const char* body :
       {R"({"at":"2024-02-29T23:59:59.123456789Z"})", R"({"at":"2026-01-01T00:00:00+08:00"})",
        R"({"at":null})", R"({"at":{"seconds":1}})", R"({"howLong":"3600s"})",
        R"({"howLong":"-1.5s"})", R"({"bigNumber":"-7"})", R"({"bigNumber":" 7 "})",
        R"({"ratio":"1e3"})", R"({"ratio":"NaN"})", R"({"ratio":"-Infinity"})",
        R"({"ratio":"0x1p3"})", R"({"at":"2026-1-1T8:00:00\u005A"})",
        R"({"at":"2026-01-01T00:00:60Z"})", R"({"bigNumber":"\u0037"})",
        R"({"fieldMask":"text,names"})",
        R"({"any":{"@type":"a/google.protobuf.Timestamp","value":"2026-01-01T00:00:00Z"}})"}) {
    EXPECT_EQ(FaultOf(body), "") << body;
  }
  for (const char* at :
       {"2026-01-01", "2026-01-01 00:00:00Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "soon", "",
        "2026-01-01T00:00:00+8", "2026-01-01T00:00:00Zulu", "2026/01/01T00:00:00Z"}) {
    EXPECT_EQ(FaultOf(std::string(R"({"at":")") + at + "\"}"), "INVALID_FIELD at at") << at;
  }
  for (const char* span : {"3600", "1h", "s", "one s", ""}) {
    EXPECT_EQ(FaultOf(std::string(R"({"howLong":")") + span + "\"}"), "INVALID_FIELD at howLong")
        << span;
  }
  for (const char* number : {"12abc", "many", "1,000", "１２"}) {
    EXPECT_EQ(FaultOf(std::string(R"({"child":{"bigNumber":")") + number + "\"}}"),
              "INVALID_FIELD at child.bigNumber")
        << number;
  }
}

TEST(JsonCheckTest, WhatIsNoJsonIsToldByLineAndByte) {
  const std::pair<const char*, const char*> cases[] = {
      {"{\n  \"text\": \"a\"\n  \"names\": []\n}", ": line 3, byte 19 of the body"},
      {"{\"text\":nope}", ": line 1, byte 9 of the body"},
      {"{\"text\":\"a", ": line 1, byte 11 of the body"},
      {"{text:1}", ": line 1, byte 2 of the body"},
      {"{} {}", ": line 1, byte 4 of the body"},
      {"{\"text\" 1}", ": line 1, byte 9 of the body"},
  };
  const NamedType* const kinds = Find(LinkedApi().messages, &NamedType::name, "edge_test.Kinds");
  for (const auto& [body, place] : cases) {
    const auto fault = CheckJson(body, LinkedApi(), {kinds->type});
    ASSERT_TRUE(fault.has_value()) << body;
    EXPECT_NE(fault->text.find(place), std::string::npos) << fault->text;
  }
}

// The transcoder leaves nulls out of lists, makes empty values of them in maps, and takes the
// elements of inner lists as the outer one's.
TEST(JsonCheckTest, NoElementOfAListIsLost) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"names":["a",null]})", "INVALID_FIELD at names[1]"},
      {R"({"names":["a",["b"]]})", "INVALID_FIELD at names[1]"},
      {R"({"children":[{},null]})", "INVALID_FIELD at children[1]"},
      {R"({"children":[[{}]]})", "INVALID_FIELD at children[0]"},
      {R"({"labels":{"a":null}})", "INVALID_FIELD at labels.a"},
      {R"({"namedLeaves":{"a":null}})", "INVALID_FIELD at namedLeaves.a"},
      {R"({"any":{"@type":"a/edge_test.Kinds","names":[null]}})", "INVALID_FIELD at any.names[0]"},
      {R"({"free":{"a":[null,[null]]},"freeList":[[1],null],"freeValue":[[null]]})", ""},
      {R"({"children":[{"names":null,"labels":null}],"namedLeaves":{"a":{"text":null}}})", ""},
  };
  for (const auto& [body, fault] : cases) EXPECT_EQ(FaultOf(body), fault) << body;
}

// Of an object in place of a ListValue the transcoder makes an empty one.
TEST(JsonCheckTest, StructsAreObjectsAndListValuesAreLists) {
  for (const char* body : {R"({"free":{"a":{"b":[1]}},"freeList":[{"a":[]},[1],"x",null]})",
                           R"({"free":null,"freeList":null})", R"({"free":{},"freeList":[]})"}) {
    EXPECT_EQ(FaultOf(body), "") << body;
  }
  EXPECT_EQ(FaultOf(R"({"freeList":{"a":1}})"), "INVALID_FIELD at freeList");
  EXPECT_EQ(FaultOf(R"({"freeList":"a"})"), "INVALID_FIELD at freeList");
  EXPECT_EQ(FaultOf(R"({"free":[1]})"), "INVALID_FIELD at free");
  EXPECT_EQ(FaultOf(R"({"free":1})"), "INVALID_FIELD at free");
}

TEST(JsonCheckTest, DepthAndValuesAreBounded) {
  EXPECT_EQ(FaultOf(Nested(31)), "");
  EXPECT_EQ(FaultOf(Nested(32)).substr(0, 16), "JSON_TOO_DEEP at");
  EXPECT_EQ(FaultOf(Nested(400000)).substr(0, 16), "JSON_TOO_DEEP at");
  const auto list = [](int ones) { return R"({"freeList":[1)" + Repeated(",1", ones - 1) + "]}"; };
  EXPECT_EQ(FaultOf(list(kMaxValues - 2)), "");
  EXPECT_EQ(FaultOf(list(kMaxValues - 1)), "TOO_MANY_VALUES at ");
}

// An Any in an Any is read anew at each level: it counts each time.
TEST(JsonCheckTest, AnysInOneAnotherAreBounded) {
  const std::string open = R"({"@type":"a/edge_test.Kinds","any":)";
  const std::string filler = R"({"@type":"a/edge_test.Kinds","names":[""])";
  const auto body = [&](int levels, int names) {
    return R"({"any":)" + Repeated(open, levels) + filler.substr(0, filler.size() - 1) +
           Repeated(R"(,"")", names) + "]}" + Repeated("}", levels) + "}";
  };
  EXPECT_EQ(FaultOf(body(10, 100)), "");
  EXPECT_EQ(FaultOf(body(10, 10000)), "TOO_MANY_VALUES at ");
  EXPECT_EQ(FaultOf(body(40, 1)).substr(0, 16), "JSON_TOO_DEEP at");
}

TEST(JsonCheckTest, LongNamesAreToldByTheirLength) {
  EXPECT_EQ(FaultOf("{\"" + std::string(65, 'a') + "\":1}"),
            "INVALID_FIELD at (a name of 65 bytes)");
}

TEST(JsonCheckTest, ManyNamesAreKeptApart) {
  std::string members = R"("n0":0)";
  for (int i = 1; i < 40000; ++i) members += ",\"n" + std::to_string(i) + "\":0";
  EXPECT_EQ(FaultOf(R"({"free":{)" + members + "}}"), "");
  EXPECT_EQ(FaultOf(R"({"free":{)" + members + R"(,"n7":0}})"), "INVALID_FIELD at free.n7");
}

}  // namespace
}  // namespace guanxi::edge

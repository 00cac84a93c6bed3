#include "common/rpc/request_check.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/unknown_field_set.h>

#include <string>

#include "absl/strings/escaping.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/testing/status_matchers.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

using echo::v1::ChangeRequest;
using echo::v1::Thing;
using google::protobuf::Message;

constexpr int64_t kPlenty = int64_t{1} << 40;

void AddUnknown(Message* message, int number) {
  message->GetReflection()->MutableUnknownFields(message)->AddVarint(number, 1);
}

// The field that the error names, "" if there is none.
std::string Named(const Message& message) {
  int64_t bytes = 0;
  const absl::Status status = CheckRequest(message, kPlenty, &bytes);
  if (status.ok()) return "";
  EXPECT_THAT(status, HasReason("UNKNOWN_FIELD"));
  google::rpc::BadRequest bad;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  EXPECT_TRUE(payload.has_value() && bad.ParseFromString(std::string(*payload)));
  return bad.field_violations_size() == 1 ? bad.field_violations(0).field() : "several";
}

TEST(RequestCheckTest, UnknownFieldsAreFoundAtEveryDepth) {
  ChangeRequest top;
  AddUnknown(&top, 901);
  EXPECT_EQ(Named(top), "901");

  ChangeRequest nested;
  AddUnknown(nested.mutable_thing(), 902);
  EXPECT_EQ(Named(nested), "thing.902");

  ChangeRequest listed;
  listed.mutable_thing()->add_parts();
  AddUnknown(listed.mutable_thing()->add_parts()->add_parts(), 903);
  EXPECT_EQ(Named(listed), "thing.parts[1].parts[0].903");

  ChangeRequest mapped;
  AddUnknown(&(*mapped.mutable_thing()->mutable_named())["a"], 904);
  EXPECT_EQ(Named(mapped), "thing.named[0].value.904");

  ChangeRequest mask;
  AddUnknown(mask.mutable_update_mask(), 905);
  EXPECT_EQ(Named(mask), "update_mask.905");
}

TEST(RequestCheckTest, UnknownFieldsSurviveOnTheWireAndAreFoundThere) {
  ChangeRequest sent;
  AddUnknown(sent.mutable_thing(), 901);
  ChangeRequest received;
  ASSERT_TRUE(received.ParseFromString(sent.SerializeAsString()));
  EXPECT_EQ(Named(received), "thing.901");
}

TEST(RequestCheckTest, KnownFieldsPass) {
  ChangeRequest request;
  Thing* thing = request.mutable_thing();
  thing->set_name("a");
  (*thing->mutable_named())["a"].set_name("b");
  (*thing->mutable_labels())["c"] = "d";
  thing->add_parts()->set_etag("e");
  request.mutable_update_mask()->add_paths("f");
  EXPECT_EQ(Named(request), "");
}

// Its bytes are for whoever unpacks it; its own fields are two.
TEST(RequestCheckTest, AnAnyIsNotUnpacked) {
  Thing inside;
  AddUnknown(&inside, 901);
  ChangeRequest request;
  request.mutable_thing()->mutable_extra()->PackFrom(inside);
  EXPECT_EQ(Named(request), "");
  AddUnknown(request.mutable_thing()->mutable_extra(), 901);
  EXPECT_EQ(Named(request), "thing.extra.901");
}

int64_t Estimate(const Message& message, int64_t max_bytes = kPlenty) {
  int64_t bytes = 0;
  EXPECT_THAT(CheckRequest(message, max_bytes, &bytes), IsOk());
  return bytes;
}

// What is small on the wire and large in memory.
TEST(RequestCheckTest, TheEstimateIsNotBelowWhatThreeCopiesTake) {
  ChangeRequest parts, texts, maps, long_text;
  for (int i = 0; i < 10000; ++i) {
    parts.mutable_thing()->add_parts();
    texts.mutable_update_mask()->add_paths();
    (*maps.mutable_thing()->mutable_labels())[std::to_string(i)];
    (*maps.mutable_thing()->mutable_named())[std::to_string(i)];
  }
  long_text.mutable_thing()->set_name(std::string(1 << 20, 'x'));
  for (const ChangeRequest* request : {&parts, &texts, &maps, &long_text}) {
    const int64_t taken = static_cast<int64_t>(request->SpaceUsedLong());
    EXPECT_GE(Estimate(*request), 3 * taken);
    EXPECT_LE(Estimate(*request), 6 * taken);
  }
}

TEST(RequestCheckTest, AMessageThatIsTooLargeIsNotLookedThrough) {
  ChangeRequest request;
  for (int i = 0; i < 1000; ++i) request.mutable_thing()->add_parts();
  AddUnknown(request.mutable_thing()->add_parts(), 901);
  EXPECT_GT(Estimate(request, 100000), 100000);
  EXPECT_EQ(Named(request), "thing.parts[1000].901");
}

TEST(RequestCheckTest, NoBytesMakeAMessageLookUnparsed) {
  for (const std::string& bytes :
       {std::string("\xf8\xff\xff\xff\x0f\0\xff", 7), std::string("\0\0", 2),
        std::string("\xf8\xff\xff\xff\x0f\0", 6), std::string("\xff"), std::string()}) {
    ChangeRequest request;
    MarkUnparsed(&request);
    EXPECT_TRUE(IsUnparsed(request));
    (void)request.ParseFromString(bytes);
    EXPECT_FALSE(IsUnparsed(request)) << absl::CHexEscape(bytes);
  }
}

}  // namespace
}  // namespace guanxi::rpc

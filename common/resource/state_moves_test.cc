#include "common/resource/state_moves.h"

#include "common/testing/status_matchers.h"
#include "google/protobuf/type.pb.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Syntax;
using google::protobuf::SYNTAX_PROTO2;
using google::protobuf::SYNTAX_PROTO3;

constexpr StateMove<Syntax> kMoves[] = {{SYNTAX_PROTO2, SYNTAX_PROTO3}};
static_assert(MayMove(kMoves, SYNTAX_PROTO2, SYNTAX_PROTO3));
static_assert(!MayMove(kMoves, SYNTAX_PROTO3, SYNTAX_PROTO2));

TEST(StateMovesTest, OnlyWhatTheTableHasIsAllowed) {
  EXPECT_THAT(CheckMove(kMoves, "FILE", "files/x", SYNTAX_PROTO2, SYNTAX_PROTO3), IsOk());
  const absl::Status refused = CheckMove(kMoves, "FILE", "files/x", SYNTAX_PROTO3, SYNTAX_PROTO2);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition,
                                "files/x is SYNTAX_PROTO3, from where nothing leads to "
                                "SYNTAX_PROTO2"));
  EXPECT_THAT(refused, HasReason("FILE_STATE"));
  EXPECT_THAT(CheckMove(kMoves, "FILE", "files/x", static_cast<Syntax>(9), SYNTAX_PROTO2),
              StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::HasSubstr("is 9")));
}

}  // namespace
}  // namespace guanxi::resource

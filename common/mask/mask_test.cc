#include "common/mask/mask.h"

#include <initializer_list>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "common/mask/test_messages.pb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::mask {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

google::protobuf::FieldMask Paths(std::initializer_list<const char*> paths) {
  google::protobuf::FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

Book ParseBook(const std::string& text) {
  Book book;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &book)) << text;
  return book;
}

// The checked paths of an update, or the error's text.
std::string Update(std::initializer_list<const char*> paths, const std::string& book = "",
                   const UpdateRules& rules = {}) {
  const auto mask = Mask::ForUpdate(Paths(paths), ParseBook(book), rules);
  return mask.ok() ? absl::StrJoin(mask->Paths(), " ") : std::string(mask.status().message());
}

// `to` after the masked fields of `from` are written to it.
std::string Apply(std::initializer_list<const char*> paths, const std::string& from,
                  const std::string& to) {
  const Book source = ParseBook(from);
  Book target = ParseBook(to);
  const auto mask = Mask::ForUpdate(Paths(paths), source);
  EXPECT_THAT(mask, IsOk());
  if (mask.ok()) mask->Apply(source, &target);
  return target.ShortDebugString();
}

TEST(ForUpdate, AcceptsBothSpellingsAndOrdersByNumber) {
  EXPECT_EQ(Update({"pageCount", "publish_time", "author.familyName", "title"}),
            "title author.family_name publish_time page_count");
}

TEST(ForUpdate, WholeFieldCoversItsParts) {
  EXPECT_EQ(Update({"author.given_name", "author"}), "author");
  EXPECT_EQ(Update({"author", "author.given_name"}), "author");
}

TEST(ForUpdate, MapsAreMaskedWholeOrByKey) {
  EXPECT_EQ(Update({"labels.a", "title", "labels.b-1"}), "title labels.a labels.b-1");
  EXPECT_EQ(Update({"labels.`x.y`", "labels.`don``t`"}), "labels.`x.y` labels.`don``t`");
  EXPECT_EQ(Update({"labels", "labels.a"}), "labels");
  EXPECT_EQ(Update({"labels.a", "labels"}), "labels");
}

TEST(ForUpdate, NoPathsMeanAllPopulatedFields) {
  EXPECT_EQ(Update({},
                   "name: 'books/1' title: 'T' author { given_name: 'G' } sequel { } "
                   "publish_time { seconds: 5 } labels { key: 'a' value: 'b' } etag: 'e'"),
            "title author.given_name labels publish_time");
}

TEST(ForUpdate, StarMeansAllThatMayBeWritten) {
  EXPECT_THAT(Update({"*"}),
              "title author subjects labels hard_cover paper_back publish_time page_count "
              "shelf.room");
}

TEST(ForUpdate, ProtectedFieldsAreSkippedOrRefusedAsAsked) {
  EXPECT_EQ(Update({"title", "etag", "shelf.position", "statistics"}), "title");
  EXPECT_EQ(Update({"shelf"}), "shelf.room");
  EXPECT_THAT(Update({"isbn"}), HasSubstr("\"isbn\" cannot be changed"));
  EXPECT_THAT(Update({"name"}), HasSubstr("\"name\" cannot be changed"));
  UpdateRules rules;
  rules.refuse_output_only = true;
  rules.refuse_immutable = false;
  EXPECT_THAT(Update({"etag"}, "", rules), HasSubstr("\"etag\" is output only"));
  EXPECT_THAT(Update({"shelf.position"}, "", rules), HasSubstr("is output only"));
  EXPECT_EQ(Update({"isbn", "title"}, "", rules), "title");
}

TEST(ForUpdate, AMaskOfWhatOnlyTheServiceSetsIsRefused) {
  EXPECT_EQ(Update({"etag", "shelf.position"}),
            "update_mask: names nothing that may be changed: etag, shelf.position is output only");
  EXPECT_THAT(Mask::ForUpdate(Paths({"statistics"}), Book()),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("statistics")),
                    HasReason("INVALID_FIELD_MASK")));
  EXPECT_EQ(Update({}, "etag: 'e'"), "");
}

TEST(ForUpdate, ErrorsNameEveryBadPath) {
  const auto mask = Mask::ForUpdate(Paths({"title", "titel", "author.x", "labels.a.b", "labels.",
                                           "labels.`a", "publish_time.seconds", "", "*", "a."}),
                                    Book());
  EXPECT_THAT(
      mask, AllOf(StatusIs(absl::StatusCode::kInvalidArgument,
                           AllOf(HasSubstr("update_mask: \"titel\" names no field of Book"),
                                 HasSubstr("\"author.x\" names no field of Author"),
                                 HasSubstr("\"labels.a.b\" goes into \"a\", which is masked whole"),
                                 HasSubstr("\"labels.\" names no key"),
                                 HasSubstr("\"labels.`a\" has a backtick without its pair"),
                                 HasSubstr("goes into \"publish_time\""),
                                 HasSubstr("\"*\" must be the only path"))),
                  HasReason("INVALID_FIELD_MASK")));
}

TEST(Apply, ReplacesMaskedFieldsAndLeavesTheOthers) {
  EXPECT_EQ(Apply({"title", "subjects", "labels", "page_count"},
                  "title: 'new' subjects: 'x' labels { key: 'k' value: 'v' } page_count: 0 "
                  "hard_cover: 'no'",
                  "title: 'old' author { given_name: 'G' } subjects: ['a', 'b'] "
                  "labels { key: 'old' value: 'o' } page_count: 7"),
            "title: \"new\" author { given_name: \"G\" } subjects: \"x\" "
            "labels { key: \"k\" value: \"v\" } page_count: 0");
}

TEST(Apply, ReplacesAddsAndRemovesMaskedKeys) {
  const std::string old =
      "labels { key: 'a' value: '1' } labels { key: 'b' value: '2' } labels { key: 'c' value: '3' "
      "}";
  const auto labels = [&](std::initializer_list<const char*> paths, const std::string& from) {
    Book target = ParseBook(old);
    const Book source = ParseBook(from);
    const auto mask = Mask::ForUpdate(Paths(paths), source);
    EXPECT_THAT(mask, IsOk());
    if (mask.ok()) mask->Apply(source, &target);
    return std::map<std::string, std::string>(target.labels().begin(), target.labels().end());
  };
  using Labels = std::map<std::string, std::string>;
  EXPECT_EQ(labels({"labels.b"}, "labels { key: 'b' value: 'x' } labels { key: 'a' value: 'no' }"),
            (Labels{{"a", "1"}, {"b", "x"}, {"c", "3"}}));
  EXPECT_EQ(labels({"labels.d", "labels.a"}, "labels { key: 'd' value: '4' }"),
            (Labels{{"b", "2"}, {"c", "3"}, {"d", "4"}}));
  EXPECT_EQ(labels({"labels.nosuch"}, ""), (Labels{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
  EXPECT_EQ(labels({"labels"}, "labels { key: 'd' value: '4' }"), (Labels{{"d", "4"}}));
}

TEST(Apply, ClearsMaskedFieldsThatAreAbsent) {
  EXPECT_EQ(Apply({"title", "subjects", "author.given_name", "publish_time"}, "isbn: 'x'",
                  "title: 'old' subjects: 'a' author { given_name: 'G' family_name: 'F' } "
                  "publish_time { seconds: 1 }"),
            "author { family_name: \"F\" }");
  EXPECT_EQ(Apply({"author.given_name"}, "", "title: 't'"), "title: \"t\"");
}

TEST(Apply, WritesPartsOfMessages) {
  EXPECT_EQ(Apply({"author.given_name"}, "author { given_name: 'new' family_name: 'no' }",
                  "author { given_name: 'old' family_name: 'F' }"),
            "author { given_name: \"new\" family_name: \"F\" }");
  EXPECT_EQ(Apply({"author"}, "author { given_name: 'new' }",
                  "author { given_name: 'old' family_name: 'F' }"),
            "author { given_name: \"new\" }");
}

TEST(Apply, OneofChangesOnlyByItsMaskedMember) {
  EXPECT_EQ(Apply({"paper_back"}, "paper_back: 'p'", "hard_cover: 'h'"), "paper_back: \"p\"");
  EXPECT_EQ(Apply({"hard_cover"}, "paper_back: 'p'", "title: 't' hard_cover: 'h'"), "title: \"t\"");
  EXPECT_EQ(Apply({"paper_back"}, "", "hard_cover: 'h'"), "hard_cover: \"h\"");
}

TEST(Apply, NeverWritesOutputOnlyParts) {
  EXPECT_EQ(Apply({"shelf", "etag", "statistics"},
                  "shelf { room: 'r' position: 9 } etag: 'x' statistics { loans: 9 }",
                  "shelf { room: 'a' position: 1 } etag: 'e'"),
            "shelf { room: \"r\" position: 1 } etag: \"e\"");
}

std::string Prune(std::initializer_list<const char*> paths, const std::string& text) {
  Book book = ParseBook(text);
  const auto mask = Mask::ForRead(Paths(paths), *Book::descriptor());
  EXPECT_THAT(mask, IsOk());
  if (mask.ok()) mask->Prune(&book);
  return book.ShortDebugString();
}

TEST(ForRead, KeepsWhatIsNamed) {
  const std::string book =
      "name: 'n' title: 't' author { given_name: 'G' family_name: 'F' } subjects: 'a' etag: 'e'";
  EXPECT_EQ(Prune({"name", "author.familyName"}, book),
            "name: \"n\" author { family_name: \"F\" }");
  EXPECT_EQ(Prune({"author", "etag"}, book),
            "author { given_name: \"G\" family_name: \"F\" } etag: \"e\"");
  EXPECT_EQ(Prune({"*"}, book), ParseBook(book).ShortDebugString());
  EXPECT_EQ(Prune({}, book), ParseBook(book).ShortDebugString());
}

TEST(ForRead, KeepsWhatKeysAreNamed) {
  const std::string book =
      "title: 't' labels { key: 'a' value: '1' } labels { key: 'b' value: '2' } "
      "labels { key: 'c' value: '3' }";
  EXPECT_EQ(Prune({"labels.b"}, book), "labels { key: \"b\" value: \"2\" }");
  EXPECT_EQ(Prune({"labels.nosuch"}, book), "");
}

TEST(ForRead, DropsUnknownFields) {
  Book book;
  ASSERT_TRUE(book.ParseFromString(std::string("\xfa\x06\x01x", 4)));  // field 111
  const auto mask = Mask::ForRead(Paths({"title"}), *Book::descriptor());
  ASSERT_THAT(mask, IsOk());
  mask->Prune(&book);
  EXPECT_EQ(book.ByteSizeLong(), 0u);
}

TEST(ForRead, RefusesMasksWithoutEnd) {
  google::protobuf::FieldMask mask;
  for (int i = 0; i < 256; ++i) mask.add_paths("title");
  EXPECT_THAT(Mask::ForRead(mask, *Book::descriptor()), IsOk());
  mask.add_paths("title");
  EXPECT_THAT(Mask::ForRead(mask, *Book::descriptor()), HasReason("INVALID_FIELD_MASK"));
}

TEST(ForRead, NamesBadPaths) {
  EXPECT_THAT(Mask::ForRead(Paths({"titel"}), *Book::descriptor()),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("read_mask: \"titel\"")),
                    HasReason("INVALID_FIELD_MASK")));
}

TEST(Touches, KnowsFieldsAndTheirParts) {
  const auto mask = Mask::ForUpdate(Paths({"author.given_name", "title"}), Book());
  ASSERT_THAT(mask, IsOk());
  EXPECT_TRUE(mask->Touches("title"));
  EXPECT_TRUE(mask->Touches("author"));
  EXPECT_TRUE(mask->Touches("author.given_name"));
  EXPECT_FALSE(mask->Touches("author.family_name"));
  EXPECT_FALSE(mask->Touches("subjects"));
  EXPECT_TRUE(mask->Covers("title"));
  EXPECT_FALSE(mask->Covers("author"));
}

TEST(Touches, KnowsKeys) {
  const auto mask = Mask::ForUpdate(Paths({"labels.a"}), Book());
  ASSERT_THAT(mask, IsOk());
  EXPECT_TRUE(mask->Touches("labels"));
  EXPECT_TRUE(mask->Touches("labels.a"));
  EXPECT_FALSE(mask->Touches("labels.b"));
  EXPECT_FALSE(mask->Covers("labels"));
}

}  // namespace
}  // namespace guanxi::mask

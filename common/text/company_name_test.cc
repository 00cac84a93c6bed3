#include "common/text/company_name.h"

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

// "region|brand|industry|form|branch"
std::string Parts(const std::string& name) {
  const auto parts = ParseCompanyName(name);
  if (!parts.ok()) return parts.status().ToString();
  return absl::StrCat(parts->region, "|", parts->brand, "|", parts->industry, "|",
                      parts->legal_form, "|", parts->branch);
}

TEST(ParseCompanyName, SplitsChineseNames) {
  EXPECT_EQ(Parts("杭州云帆网络科技有限公司"), "杭州|云帆|网络科技|有限公司|");
  EXPECT_EQ(Parts("江苏省南京市澄泉教育咨询有限责任公司"), "江苏南京|澄泉|教育咨询|有限公司|");
  EXPECT_EQ(Parts("常州途远互联网科技有限公司合肥分公司"),
            "常州|途远|互联网科技|有限公司|合肥分公司");
  EXPECT_EQ(Parts("灵山传媒科技（绍兴）有限公司"), "绍兴|灵山|传媒科技|有限公司|");
  EXPECT_EQ(Parts("佛山市顺德区宏源铝业制品有限公司"), "佛山顺德区|宏源|铝业制品|有限公司|");
  EXPECT_EQ(Parts("广东青鹿新材料股份有限公司"), "广东|青鹿|新材料|股份有限公司|");
  EXPECT_EQ(Parts("江北新区春之语美容店"), "江北新区|春之语||美容店|");
  EXPECT_EQ(Parts("翼远发展集团有限责任公司"), "|翼远|发展|集团有限公司|");
  EXPECT_EQ(Parts("中国工商银行杭州分行"), "中国|工商银行|||杭州分行");
  EXPECT_EQ(Parts("诸暨市明珠服饰有限公司"), "诸暨|明珠|服饰|有限公司|");
  EXPECT_EQ(Parts("内蒙古自治区包头市北辰化工有限公司"), "内蒙古包头|北辰|化工|有限公司|");
}

TEST(ParseCompanyName, TellsPlacesOfOneNameApart) {
  EXPECT_EQ(Parts("吉林市云帆科技有限公司"), "吉林市|云帆|科技|有限公司|");
  EXPECT_EQ(Parts("吉林省云帆科技有限公司"), "吉林|云帆|科技|有限公司|");
  EXPECT_EQ(Parts("吉林省吉林市云帆科技有限公司"), "吉林吉林市|云帆|科技|有限公司|");
  EXPECT_EQ(Parts("北京市云帆科技有限公司"), "北京|云帆|科技|有限公司|");
  EXPECT_EQ(Parts("北京朝阳区云帆科技有限公司"), "北京朝阳区|云帆|科技|有限公司|");
  EXPECT_EQ(Parts("长沙县云帆科技有限公司"), "长沙县|云帆|科技|有限公司|");
  EXPECT_EQ(Parts("杭州区块链科技有限公司"), "杭州|区块链|科技|有限公司|");
}

TEST(ParseCompanyName, LeavesABrand) {
  EXPECT_EQ(Parts("上海贸易公司"), "上海|贸易||公司|");
  EXPECT_EQ(Parts("家家超市有限公司"), "|家家超市||有限公司|");
  EXPECT_EQ(Parts("杭州"), "|杭州|||");
  EXPECT_EQ(Parts("有限公司"), "|有限公司|||");
  EXPECT_EQ(Parts(""), "||||");
}

TEST(ParseCompanyName, KeepsTraditionalCharacters) {
  EXPECT_EQ(Parts("臺北市雲帆科技股份有限公司"), "臺北|雲帆|科技|股份有限公司|");
}

TEST(ParseCompanyName, KnowsLatinLegalForms) {
  EXPECT_EQ(Parts("Acme Trading Co., Ltd."), "|Acme Trading||Ltd|");
  EXPECT_EQ(Parts("ACME TRADING CO LTD"), "|ACME TRADING||Ltd|");
  EXPECT_EQ(Parts("Müller Söhne GmbH & Co. KG"), "|Müller Söhne||GmbH & Co. KG|");
  EXPECT_EQ(Parts("Globex Corporation"), "|Globex||Corp|");
  EXPECT_EQ(Parts("Initech, Inc."), "|Initech||Inc|");
  EXPECT_EQ(Parts("Sea Pte. Ltd."), "|Sea||Pte Ltd|");
  EXPECT_EQ(Parts("Limited"), "|Limited|||");
  EXPECT_EQ(Parts("Anadolu Efes A.Ş."), "|Anadolu Efes||A/S|");
  EXPECT_EQ(Parts("ANADOLU EFES A.S."), "|ANADOLU EFES||A/S|");
  EXPECT_EQ(Parts("Yıldız Tekstil Ltd. Şti."), "|Yıldız Tekstil||Ltd. Şti.|");
  EXPECT_EQ(Parts("Lumière S.à r.l."), "|Lumière||SARL|");
  EXPECT_EQ(Parts("Lumie\u0300re S.a\u0300 r.l."), "|Lumière||SARL|");
  EXPECT_EQ(Parts("Gaz Métro Ltée"), "|Gaz Métro||Ltée|");
}

TEST(NormalizedCompanyName, MeetsAcrossSpellings) {
  const char* const kSame[][2] = {
      {"灵动传媒（绍兴）有限责任公司", "绍兴市靈動傳媒有限公司"},
      {"江苏省南京市澄泉教育咨询有限公司", "南京澄泉教育咨询有限公司"},
      {"杭州 云帆 科技 有限公司", "杭州市云帆科技有限公司"},
      {"Acme Trading Co., Ltd.", "ACME TRADING LIMITED"},
      {"Globex Corp.", "globex corporation"},
      {"Anadolu Efes A.Ş.", "ANADOLU EFES AS"},
      {"吉林省吉林市云帆科技有限公司", "吉林市云帆科技有限公司"},
  };
  for (const auto& pair : kSame) {
    EXPECT_EQ(NormalizedCompanyName(pair[0]).value(), NormalizedCompanyName(pair[1]).value());
  }
}

TEST(NormalizedCompanyName, KeepsDifferentCompaniesApart) {
  const char* const kDifferent[][2] = {
      {"杭州云帆科技有限公司", "宁波云帆科技有限公司"},
      {"杭州云帆科技有限公司", "杭州云帆科技股份有限公司"},
      {"杭州云帆科技有限公司", "杭州云帆科技有限公司宁波分公司"},
      {"杭州云帆科技有限公司", "杭州云帆网络有限公司"},
      {"Acme Ltd", "Acme Inc"},
      {"吉林市云帆科技有限公司", "吉林省云帆科技有限公司"},
      {"吉林市云帆科技有限公司", "吉林云帆科技有限公司"},
      {"朝阳市云帆科技有限公司", "北京朝阳区云帆科技有限公司"},
  };
  for (const auto& pair : kDifferent) {
    EXPECT_NE(NormalizedCompanyName(pair[0]).value(), NormalizedCompanyName(pair[1]).value());
  }
}

TEST(NormalizedCompanyName, KeepsTheLetterBeforeAnAccentedLegalForm) {
  for (const char* name : {"Bell A.Ş.", "Bell A.S."}) {
    EXPECT_THAT(NormalizedCompanyName(name), IsOkAndHolds("bellas")) << name;
  }
  EXPECT_THAT(NormalizedCompanyName("Bella A.Ş."), IsOkAndHolds("bellaas"));
}

// Once each bracket cost a look at all that follow: minutes.
TEST(NormalizedCompanyName, TakesNamesOfBracketsAlone) {
  const std::string brackets(300'000, '(');
  EXPECT_THAT(NormalizedCompanyName(brackets + "杭州云帆)"), IsOkAndHolds("杭州云帆"));
  EXPECT_THAT(NormalizedCompanyName("云帆" + brackets), IsOkAndHolds("云帆"));
  EXPECT_THAT(NormalizedCompanyName("云帆科技(内蒙古自治区呼和浩特市)有限公司"),
              IsOkAndHolds("呼和浩特云帆科技有限公司"));
}

TEST(NormalizedCompanyName, RefusesWhatIsNotUtf8) {
  EXPECT_THAT(NormalizedCompanyName("\xFF"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::text

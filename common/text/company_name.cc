#include "common/text/company_name.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/text/company_name_tables.h"
#include "common/text/fold.h"
#include "common/text/simplified.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

using Words = std::vector<std::u32string>;

// A brand has at least this many characters; the tables may not eat into it.
constexpr size_t kMinBrand = 2;
// A region has at most this many.
constexpr size_t kMaxRegion = 32;

// Longest first, so that the first match is the best one.
Words MakeWords(absl::string_view table) {
  Words words;
  for (absl::string_view word : absl::StrSplit(table, ' ', absl::SkipEmpty())) {
    words.push_back(DecodeUtf8(word));
  }
  std::stable_sort(words.begin(), words.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return words;
}

struct Form {
  std::u32string written;
  std::string canonical;
};

std::vector<Form> MakeForms(absl::string_view table, char separator) {
  std::vector<Form> forms;
  for (absl::string_view entry : absl::StrSplit(table, separator, absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(entry, absl::MaxSplits('=', 1));
    forms.push_back({DecodeUtf8(parts.first), std::string(parts.second)});
  }
  std::stable_sort(forms.begin(), forms.end(), [](const Form& a, const Form& b) {
    return a.written.size() > b.written.size();
  });
  return forms;
}

struct Tables {
  Words provinces = MakeWords(kProvinces);
  Words municipalities = MakeWords("北京 天津 上海 重庆");  // provinces that are a city
  Words cities = MakeWords(kCities);
  Words district_ends = MakeWords(kDistrictEnds);
  Words not_districts = MakeWords(kNotDistricts);
  Words industries = MakeWords(kIndustries);
  Words branch_ends = MakeWords(kBranchEnds);
  Words region_ends =
      MakeWords("壮族自治区 回族自治区 维吾尔自治区 特别行政区 自治区 自治州 地区 省 市");
  Words companies = MakeWords("公司 银行");
  std::vector<Form> chinese_forms = MakeForms(kChineseForms, ' ');
  std::vector<Form> latin_forms = MakeForms(kLatinForms, '|');
};

const Tables& GetTables() {
  static const Tables& tables = *new Tables;
  return tables;
}

// A stretch of the name: as it is stored, and simplified for comparison with the tables. Both have
// the same length.
struct Span {
  std::u32string_view stored;
  std::u32string_view simple;

  size_t size() const { return simple.size(); }
  Span Head(size_t n) const { return {stored.substr(0, n), simple.substr(0, n)}; }
  Span Tail(size_t from) const { return {stored.substr(from), simple.substr(from)}; }
  std::string Text() const { return EncodeUtf8(stored); }
};

bool StartsWith(std::u32string_view text, std::u32string_view word) {
  return text.substr(0, word.size()) == word;
}

bool EndsWith(std::u32string_view text, std::u32string_view word) {
  return text.size() >= word.size() && text.substr(text.size() - word.size()) == word;
}

// The length of the first of `words` that `text` starts (or ends) with; 0 if none does.
size_t LongestStart(const Words& words, std::u32string_view text) {
  for (const auto& word : words) {
    if (StartsWith(text, word)) return word.size();
  }
  return 0;
}

size_t LongestEnd(const Words& words, std::u32string_view text) {
  for (const auto& word : words) {
    if (EndsWith(text, word)) return word.size();
  }
  return 0;
}

struct Region {
  std::string province;
  std::string city;
  std::string district;

  bool empty() const { return province.empty() && city.empty() && district.empty(); }
  std::string Text() const { return absl::StrCat(province, city, district); }
  // A city says its province. One that has its province's name is kept with its 市.
  std::string Key() const { return absl::StrCat(city.empty() ? province : city, district); }
};

// Whether the place before `behind` is a district, 朝阳区, not the city of that name. Not 区块链.
bool BeginsLikeDistrictEnd(std::u32string_view behind) {
  if (StartsWith(behind, U"区块") || StartsWith(behind, U"区域") || StartsWith(behind, U"县域")) {
    return false;
  }
  return StartsWith(behind, U"区") || StartsWith(behind, U"县");
}

// Takes a word of `words`, and 省, 市 or the like behind it, off the front of `rest`.
std::string TakeRegionWord(const Words& words, Span* rest) {
  const size_t size = LongestStart(words, rest->simple);
  if (size == 0 || BeginsLikeDistrictEnd(rest->simple.substr(size))) return "";
  const std::string name = rest->Head(size).Text();
  *rest = rest->Tail(size);
  *rest = rest->Tail(LongestStart(GetTables().region_ends, rest->simple));
  return name;
}

// "吉林市", which is a city of the province 吉林: kept whole, so that the two differ.
std::string TakeCityNamedLikeProvince(Span* rest) {
  const size_t size = LongestStart(GetTables().provinces, rest->simple);
  const std::u32string_view name = rest->simple.substr(0, size);
  if (size == 0 || !StartsWith(rest->simple.substr(size), U"市")) return "";
  if (LongestStart(GetTables().municipalities, name) > 0) return "";
  const std::string city = rest->Head(size + 1).Text();
  *rest = rest->Tail(size + 1);
  return city;
}

// "诸暨市": a town that is not in the table, by its 市. Not 超市, 都市, 门市, 夜市, 股市, 城市.
std::string TakeUnknownCity(Span* rest) {
  const size_t end = rest->simple.substr(0, 5).find(U'市');
  if (end == std::u32string_view::npos || end < 2) return "";
  if (std::u32string_view(U"超都门夜股城").find(rest->simple[end - 1]) !=
      std::u32string_view::npos) {
    return "";
  }
  const std::string name = rest->Head(end).Text();
  *rest = rest->Tail(end + 1);
  return name;
}

// "钟楼区", "江北新区": two or three characters and an end; kept whole.
std::string TakeDistrict(Span* rest) {
  const Tables& tables = GetTables();
  for (size_t name_size = 2; name_size <= 3 && name_size < rest->size(); ++name_size) {
    const size_t end_size = LongestStart(tables.district_ends, rest->simple.substr(name_size));
    if (end_size == 0) continue;
    const Span district = rest->Head(name_size + end_size);
    if (LongestEnd(tables.not_districts, district.simple) > 0) return "";
    *rest = rest->Tail(district.size());
    return district.Text();
  }
  return "";
}

// Takes the region off the front of `rest`, if at least `keep` characters are left.
Region TakeRegion(size_t keep, Span* rest) {
  const Tables& tables = GetTables();
  Span after = *rest;
  Region region;
  region.city = TakeCityNamedLikeProvince(&after);
  if (region.city.empty()) {
    region.province = TakeRegionWord(tables.provinces, &after);
    region.city = TakeCityNamedLikeProvince(&after);
  }
  if (region.city.empty()) region.city = TakeRegionWord(tables.cities, &after);
  if (region.city.empty()) region.city = TakeUnknownCity(&after);
  region.district = TakeDistrict(&after);
  if (after.size() < keep) return {};
  *rest = after;
  return region;
}

// Takes the branch off the end: what follows the last 公司 or 银行, if it ends like a branch.
std::string TakeBranch(Span* rest) {
  const Tables& tables = GetTables();
  const size_t end_size = LongestEnd(tables.branch_ends, rest->simple);
  if (end_size == 0) return "";
  const std::u32string_view before = rest->simple.substr(0, rest->size() - end_size);
  size_t start = 0;
  for (const auto& company : tables.companies) {
    const size_t found = before.rfind(company);
    if (found != std::u32string_view::npos) start = std::max(start, found + company.size());
  }
  if (start == 0) return "";
  const std::string branch = rest->Tail(start).Text();
  *rest = rest->Head(start);
  return branch;
}

std::string TakeChineseForm(Span* rest) {
  for (const Form& form : GetTables().chinese_forms) {
    if (rest->simple == form.written) return "";
    if (EndsWith(rest->simple, form.written)) {
      *rest = rest->Head(rest->size() - form.written.size());
      return form.canonical;
    }
  }
  return "";
}

std::string TakeIndustry(Span* rest) {
  size_t brand = rest->size();
  while (brand > kMinBrand) {
    const size_t size = LongestEnd(GetTables().industries, rest->simple.substr(0, brand));
    if (size == 0 || brand - size < kMinBrand) break;
    brand -= size;
  }
  const std::string industry = rest->Tail(brand).Text();
  *rest = rest->Head(brand);
  return industry;
}

struct Parsed {
  CompanyName name;
  Region region;
};

std::u32string Simplify(std::u32string text) {
  std::transform(text.begin(), text.end(), text.begin(), ToSimplified);
  return text;
}

// Moves a region in brackets into `region`; other brackets go, their content stays in place.
std::u32string RemoveBrackets(const std::u32string& stored, Region* region) {
  const std::u32string_view all = stored;
  std::u32string out;
  for (size_t i = 0; i < all.size(); ++i) {
    // No further: names may be of brackets alone.
    const std::u32string_view near = all.substr(i + 1, kMaxRegion + 1);
    const size_t size = all[i] == U'(' ? near.find(U')') : std::u32string_view::npos;
    if (size != std::u32string_view::npos) {
      const std::u32string content(near.substr(0, size));
      const std::u32string simple = Simplify(content);
      Span rest{content, simple};
      const Region found = TakeRegion(0, &rest);
      if (rest.size() == 0 && region->empty() && !found.empty()) {
        *region = found;
        i += size + 1;
        continue;
      }
    }
    if (all[i] != U'(' && all[i] != U')' && all[i] != U' ') out.push_back(all[i]);
  }
  return out;
}

Parsed ParseChinese(const std::u32string& stored) {
  Parsed parsed;
  const std::u32string core = RemoveBrackets(stored, &parsed.region);
  const std::u32string simple = Simplify(core);
  Span rest{core, simple};
  parsed.name.branch = TakeBranch(&rest);
  parsed.name.legal_form = TakeChineseForm(&rest);
  const Region front = TakeRegion(kMinBrand, &rest);
  if (!front.empty()) parsed.region = front;
  parsed.name.industry = TakeIndustry(&rest);
  parsed.name.brand = rest.Text();
  parsed.name.region = parsed.region.Text();
  return parsed;
}

// Whether the last words of `folded` are `form`, with a word before them.
bool EndsWithWords(std::u32string_view folded, std::u32string_view form) {
  return folded.size() > form.size() + 1 && EndsWith(folded, form) &&
         folded[folded.size() - form.size() - 1] == U' ';
}

// Cuts as many letters and digits off the end of `stored` as `form`, which is folded, has, and what
// separates them.
std::string WithoutForm(std::string stored, std::u32string_view form) {
  size_t letters = form.size() - std::count(form.begin(), form.end(), U' ');
  std::u32string characters = DecodeUtf8(stored);
  while (!characters.empty() && letters > 0) {
    // One character may fold to two, "Æ", or to none, a combining accent.
    const auto folded = FoldForMatch(EncodeUtf8(characters.substr(characters.size() - 1)));
    letters -= std::min(letters, DecodeUtf8(folded.value_or("")).size());
    characters.pop_back();
  }
  stored = EncodeUtf8(characters);
  while (!stored.empty() &&
         absl::string_view(" ,.&-/(").find(stored.back()) != absl::string_view::npos) {
    stored.pop_back();
  }
  return stored;
}

absl::StatusOr<Parsed> ParseLatin(const std::string& stored) {
  Parsed parsed;
  parsed.name.brand = stored;
  GUANXI_ASSIGN_OR_RETURN(const std::string words, FoldWords(stored));
  const std::u32string folded = DecodeUtf8(words);
  for (const Form& form : GetTables().latin_forms) {
    if (!EndsWithWords(folded, form.written)) continue;
    parsed.name.legal_form = form.canonical;
    parsed.name.brand = WithoutForm(stored, form.written);
    break;
  }
  return parsed;
}

absl::StatusOr<Parsed> Parse(absl::string_view name) {
  GUANXI_ASSIGN_OR_RETURN(const std::string stored, NormalizeText(name));
  const std::u32string characters = DecodeUtf8(stored);
  if (std::any_of(characters.begin(), characters.end(), IsHan)) return ParseChinese(characters);
  return ParseLatin(stored);
}

}  // namespace

absl::StatusOr<CompanyName> ParseCompanyName(absl::string_view name) {
  GUANXI_ASSIGN_OR_RETURN(Parsed parsed, Parse(name));
  return std::move(parsed.name);
}

absl::StatusOr<std::string> NormalizedCompanyName(absl::string_view name) {
  GUANXI_ASSIGN_OR_RETURN(const Parsed parsed, Parse(name));
  const CompanyName& parts = parsed.name;
  return FoldForMatch(absl::StrCat(parsed.region.Key(), " ", parts.brand, " ", parts.industry, " ",
                                   parts.legal_form, " ", parts.branch));
}

}  // namespace guanxi::text

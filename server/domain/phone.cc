// SPDX-License-Identifier: Apache-2.0
#include "phone_lib.h"

#include <cstring>
#include <set>
#include <string>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace
{

/* The library's own logger writes numbers to standard output: silenced before the first use. */
PhoneNumberUtil &util()
{
	static PhoneNumberUtil *const instance = [] {
		PhoneNumberUtil *u = PhoneNumberUtil::GetInstance();
		u->SetLogger(new NullLogger());
		return u;
	}();
	return *instance;
}

nv_phone_lib_rc from_error(PhoneNumberUtil::ErrorType error, bool international)
{
	switch (error) {
	case PhoneNumberUtil::NO_PARSING_ERROR:
		return NV_PHONE_LIB_OK;
	case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
		return international ? NV_PHONE_LIB_COUNTRY : NV_PHONE_LIB_REGION;
	case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
	case PhoneNumberUtil::TOO_SHORT_NSN:
	case PhoneNumberUtil::TOO_LONG_NSN:
		return NV_PHONE_LIB_LENGTH;
	case PhoneNumberUtil::NOT_A_NUMBER:
		return NV_PHONE_LIB_NOT_A_NUMBER;
	}
	return NV_PHONE_LIB_NOT_A_NUMBER;
}

template <size_t n> bool put(char (&to)[n], const std::string &from)
{
	if (from.size() >= n)
		return false;
	std::memcpy(to, from.c_str(), from.size() + 1);
	return true;
}

nv_phone_lib_rc read(const char *digits, const char *region, nv_phone_lib_number *ret)
{
	const bool international = digits[0] == '+';
	const std::string where = international || !region ? "ZZ" : region;
	PhoneNumber number;
	std::string e164, of;

	const nv_phone_lib_rc rc = from_error(util().Parse(digits, where, &number), international);
	if (rc != NV_PHONE_LIB_OK)
		return rc;
	/* A number that works only inside its own area has no E.164 form anybody could dial. */
	if (util().IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE)
		return NV_PHONE_LIB_LENGTH;
	util().Format(number, PhoneNumberUtil::E164, &e164);
	util().GetRegionCodeForNumber(number, &of);
	if (!put(ret->e164, e164) || !put(ret->region, of))
		return NV_PHONE_LIB_LENGTH;
	ret->valid = util().IsValidNumber(number);
	return NV_PHONE_LIB_OK;
}

} // namespace

nv_phone_lib_rc nv_phone_lib_read(const char *digits, const char *region, nv_phone_lib_number *ret)
{
	try {
		return read(digits, region, ret);
	} catch (...) {
		return NV_PHONE_LIB_THREW;
	}
}

int nv_phone_lib_has_region(const char *region)
{
	try {
		std::set<std::string> regions;
		util().GetSupportedRegions(&regions);
		return regions.count(region) != 0;
	} catch (...) {
		return 0;
	}
}

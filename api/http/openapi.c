// SPDX-License-Identifier: Apache-2.0
/* Which openapi.yaml is served: what main gives, else the file of the configuration, else the one built in. */
#include "openapi.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "http.h"

static enum nv_rc read_file(struct nv_http *http, const char *path)
{
	struct nv_buf b;
	char piece[8192];
	size_t n;
	FILE *f = fopen(path, "re");

	if (!f) {
		nv_log(NV_LOG_ERROR, "config.invalid", "option=%s why=%s", "files.openapi",
			strerror(errno));
		return NV_INVALID;
	}
	nv_buf_init(&b, http->arena, 1 << 17);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		nv_buf_put(&b, piece, n);
	fclose(f);
	http->api.setup.openapi = b.data;
	http->api.setup.openapi_bytes = b.len;
	return NV_OK;
}

enum nv_rc nv_openapi_load(struct nv_http *http)
{
	const char *path = http->api.setup.cfg->files_openapi;

	if (http->api.setup.openapi)
		return NV_OK;
	if (!nv_str_empty(path))
		return read_file(http, path);
	http->api.setup.openapi = (const char *)nv_openapi_text;
	http->api.setup.openapi_bytes = nv_openapi_text_bytes;
	return NV_OK;
}

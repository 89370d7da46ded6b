# One image for every server, alone or among others. Build: docker build -t keepsake .
# The version of Node.js is the one that package.json pins.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /keepsake
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && find dist -name '*.map' -delete && rm -rf dist/electron dist/types dist/binary

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /keepsake
COPY package.json package-lock.json .npmrc ./
# Optional packages are Node.js itself and keychains, of which a container has none.
RUN npm ci --omit=dev --omit=optional --ignore-scripts \
 && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="Keepsake" \
      org.opencontainers.image.description="Long-term memory for AI tools" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /keepsake
COPY --from=packages /keepsake/node_modules node_modules
COPY --from=build /keepsake/dist dist
COPY package.json LICENSE ./
RUN mkdir -p /var/lib/keepsake && chown 10001:10001 /var/lib/keepsake && chmod 700 /var/lib/keepsake
# Only these two are written to; all else can be read-only.
VOLUME ["/var/lib/keepsake", "/tmp"]
# By MALLOC_…, the allocator gives back what threads have freed; without it a busy server has some 30 MB more.
ENV NODE_ENV=production \
    HOME=/tmp \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=262144 \
    MALLOC_TRIM_THRESHOLD_=262144 \
    KEEPSAKE_HOME=/var/lib/keepsake \
    KEEPSAKE_NO_KEYCHAIN=1 \
    KEEPSAKE_OPERATIONS=0.0.0.0:9464 \
    KEEPSAKE_DRAIN=10
USER 10001:10001
EXPOSE 7272 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/keepsake/dist/keepsake.mjs"]
CMD ["serve", "--host", "0.0.0.0", "--port", "7272"]

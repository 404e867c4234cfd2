const { options } = require("./.dependency-cruiser.cjs");

/** Circles of folders, of the code without its tests: a test may use what stands above the file that it tests. */
module.exports = {
  forbidden: [
    {
      name: "no-circular-folders",
      comment: "Two folders that import each other are one folder.",
      severity: "error",
      scope: "folder",
      from: { path: "^(lib|app|components|sandbox|e2e)/" },
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: [...options.exclude.path, "\\.test\\.tsx?$", "^lib/testing/"] } },
};
